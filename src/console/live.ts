/** Streams new messages as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
import { PassThrough } from 'node:stream';
import type { Context } from 'koa';

/** The start of a stream: the last id a browser received before it lost the connection, or the id in the query. */
export function readPosition(context: Context): number {
  const position = Number(context.get('last-event-id') || context.query.after);
  return Number.isSafeInteger(position) ? position : 0;
}

/** Interval of queries while a page watches, in milliseconds. */
const interval = 250;
/** Interval of comments in milliseconds: the server closes a connection without traffic for two minutes. */
const sign = 30_000;

/** Maximum number of streams in one process; each queries the store four times a second. */
const mostWatchers = 50;

/** Answers with a stream of the items after `from`. `newer` loads the items after an id, in order. */
type StreamLive = <Item extends { id: number }>(
  context: Context,
  newer: (than: number) => Promise<Item[]>,
  from: number,
) => void;

/**
 * The streams of one server, which send each new item as JSON. Items come from the store, whichever process posted them.
 * Streams end when `stopping` aborts, so that open pages don't delay the server's stop. Streams over the limit get a 503.
 */
export function createLive(stopping: AbortSignal, most = mostWatchers): StreamLive {
  let watchers = 0;
  return (context, newer, from) => {
    if (watchers >= most) {
      context.throw(503, `Too many open pages (${most}). Close one and reload.`, {
        expose: true,
        headers: { 'Retry-After': '10' },
      });
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
  // The connection closes after the stream; otherwise the server would wait for another request on it.
  context.set('Connection', 'close');
  // Without this nginx would buffer the stream: https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering
  context.set('X-Accel-Buffering', 'no');
  context.body = stream;
  stream.write(': hello\n\n');

  let last = from;
  let asking = false;
  const timer = setInterval(async () => {
    if (stopping.aborted) return void stream.end();
    // A slow page gets no more items until it has read the previous ones.
    if (asking || stream.writableNeedDrain) return;
    asking = true;
    try {
      for (const item of await newer(last)) {
        stream.write(`id: ${item.id}\ndata: ${JSON.stringify(item)}\n\n`);
        last = item.id;
      }
    } catch {
      // After a database error, the next tick tries again.
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
