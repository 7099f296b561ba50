/** The baseline for ingest: Koa with a body parser. Prints its URL. */
import type { AddressInfo } from 'node:net';
import { bodyParser } from '@koa/bodyparser';
import Koa from 'koa';

const koa = new Koa();
koa.use(bodyParser());
koa.use(context => {
  context.body = context.request.body;
});
const server = koa.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
