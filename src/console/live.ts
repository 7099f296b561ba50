/** New messages as they come, as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
import { PassThrough } from 'node:stream';
import type { Context } from 'koa';

/** Where the watcher has come to: the last id a browser saw before it lost the connection, or what the page asks for. */
export function readPosition(context: Context): number {
  const position = Number(context.get('last-event-id') || context.query.after);
  return Number.isSafeInteger(position) ? position : 0;
}

/** How often the store is asked while somebody watches, in milliseconds. */
const interval = 250;
/** How often a comment is sent, in milliseconds: the server cuts a connection on which nothing is said for two minutes. */
const sign = 30_000;

/** Pages that watch at once, in one process: each asks the store four times a second. */
const mostWatchers = 50;

/** Answers with a stream of the items after `from`. `newer` gives the items after an id, in order. */
type StreamLive = <Item extends { id: number }>(
  context: Context,
  newer: (than: number) => Promise<Item[]>,
  from: number,
) => void;

/**
 * The streams of one server, which send each new item as JSON. Items come from the store, so it doesn't matter which
 * process posted them. Streams end when `stopping` says so: a page that is left open must not hold up the server's end.
 * One stream too many is answered 503.
 */
export function createLive(stopping: AbortSignal, most = mostWatchers): StreamLive {
  let watchers = 0;
  return (context, newer, from) => {
    if (watchers >= most) {
      context.throw(503, `Too many open pages (${most}). Close one and reload.`, { headers: { 'Retry-After': '10' } });
    }
    watchers += 1;
    streamItems(context, newer, from, stopping).once('close', () => {
      watchers -= 1;
    });
  };
}

function streamItems<Item extends { id: number }>(
  context: Context,
  newer: (than: number) => Promise<Item[]>,
  from: number,
  stopping: AbortSignal,
): PassThrough {
  const stream = new PassThrough();
  context.type = 'text/event-stream';
  // A stream is the last that its connection carries, or the server would wait for a next request when it ends.
  context.set('Connection', 'close');
  // nginx would gather the stream: https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering
  context.set('X-Accel-Buffering', 'no');
  context.body = stream;
  stream.write(': hello\n\n');

  let last = from;
  let asking = false;
  const timer = setInterval(async () => {
    if (stopping.aborted) return void stream.end();
    // A page that reads slowly gets no more until it has read what it was sent.
    if (asking || stream.writableNeedDrain) return;
    asking = true;
    try {
      for (const item of await newer(last)) {
        stream.write(`id: ${item.id}\ndata: ${JSON.stringify(item)}\n\n`);
        last = item.id;
      }
    } catch {
      // A store that does not answer now is asked again at the next tick.
    } finally {
      asking = false;
    }
  }, interval);
  const signs = setInterval(() => stream.write(': still here\n\n'), sign);
  stream.on('close', () => {
    clearInterval(timer);
    clearInterval(signs);
  });
  return stream;
}
