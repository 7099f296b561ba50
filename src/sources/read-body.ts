/** Reads request bodies, bounded in bytes and time, each and in total. */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

export const maxBodyBytes = 1024 * 1024;

type Status = 400 | 408 | 413 | 415 | 503;

/** A rejected body: the HTTP status, a sentence, and the status's headers. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly status: Status;

  constructor(status: Status, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }

  get headers(): Record<string, string> {
    // Node reads and drops the rest of a body that is too large, up to the server's requestTimeout: closing at once
    // would reset the connection before most senders have read the answer.
    return {
      ...((this.status === 408 || this.status === 503) && { Connection: 'close' }),
      ...(this.status === 503 && { 'Retry-After': '10' }),
      // https://www.rfc-editor.org/rfc/rfc7694#section-3
      ...(this.status === 415 && { 'Accept-Encoding': 'gzip, deflate, br' }),
    };
  }
}

type Decode = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

/** A Map, since a plain object has names such as `constructor`. */
const decoders = new Map<string, Decode>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

export interface BodyBounds {
  /** Milliseconds for the whole body; 10 s. */
  timeout?: number;
  /** Bytes of all bodies being read, decoded or used; 64 MiB. */
  budget?: number;
  /** Concurrent decompressions; 2. They run in Node's thread pool, which has 4 threads in total. */
  decoders?: number;
  /** Bodies waiting for decompression; 64. */
  waiting?: number;
}

export interface Bodies {
  /**
   * Reads and decodes a body and passes it to `use`. Its bytes count against the budget until `use` is done. `limit` is the
   * maximum size in bytes, compressed and decompressed; 1 MiB. Throws BodyError, or an error of `use`.
   */
  use<Result>(request: IncomingMessage, use: (body: Buffer) => Promise<Result>, limit?: number): Promise<Result>;
  /** Bytes that currently count against the budget. */
  readonly held: number;
}

/**
 * Bodies are read before their signatures are checked, so strangers can make us hold bytes. Over the budget, the oldest
 * unfinished body is dropped (503): honest bodies arrive quickly, so slow senders can't block them.
 */
export function createBodies(bounds: BodyBounds = {}): Bodies {
  const { timeout = 10_000, budget = 64 * maxBodyBytes, decoders: most = 2, waiting = 64 } = bounds;
  /** Functions that drop each unfinished body, the oldest first. */
  const underWay = new Set<(error: BodyError) => void>();
  const queue: (() => void)[] = [];
  let held = 0;
  let decoding = 0;

  /** Counts bytes and drops the oldest bodies if over the budget. False if still over the budget. */
  function hold(bytes: number): boolean {
    held += bytes;
    for (const end of underWay) {
      if (held <= budget) break;
      end(overBudget());
    }
    return held <= budget;
  }

  /** The result counts against the budget with `buffer.byteLength` of `held`. */
  function readBytes(request: IncomingMessage, limit: number): Promise<{ bytes: Buffer; held: number }> {
    const declared = Number(request.headers['content-length'] ?? limit);
    if (declared > limit) return Promise.reject(tooLarge(limit));
    return new Promise((resolve, reject) => {
      // One growing buffer: thousands of one-byte chunks would take far more memory than their bytes.
      let buffer = Buffer.alloc(0);
      let size = 0;
      const timer = setTimeout(() => end(new BodyError(408, 'The body took too long to arrive.')), timeout);
      const end = (error?: Error) => {
        if (!underWay.delete(end)) return;
        clearTimeout(timer);
        request.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
        if (error) {
          held -= buffer.length;
          reject(error);
        } else resolve({ bytes: buffer.subarray(0, size), held: buffer.length });
      };
      const onData = (chunk: Buffer) => {
        const needed = size + chunk.length;
        if (needed > limit) return end(tooLarge(limit));
        if (needed > buffer.length) {
          const grown = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(2 * buffer.length, declared, limit)));
          buffer.copy(grown, 0, 0, size);
          const more = grown.length - buffer.length;
          buffer = grown;
          hold(more);
        }
        chunk.copy(buffer, size);
        size = needed;
      };
      const onEnd = () => end();
      const onError = (cause: Error) => end(new BodyError(400, 'The request body was cut off.', { cause }));
      const onClose = () => end(new BodyError(400, 'The request body was cut off.'));
      underWay.add(end);
      request.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
    });
  }

  async function inTurn<Result>(request: IncomingMessage, work: () => Promise<Result>): Promise<Result> {
    if (decoding >= most) {
      if (queue.length >= waiting) throw new BodyError(503, 'Server busy. Send it again.');
      await new Promise<void>(resolve => queue.push(resolve));
    } else decoding += 1;
    try {
      if (request.socket.destroyed) throw new BodyError(400, 'The sender disconnected.');
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else decoding -= 1;
    }
  }

  /** Decodes bytes. The decoded bytes count against the budget; the caller counts those of `bytes`. */
  async function undo(decode: Decode, bytes: Buffer, encoding: string, limit: number): Promise<Buffer> {
    let counted = limit;
    try {
      if (!hold(limit)) throw overBudget();
      const decoded = await decode(bytes, { maxOutputLength: limit });
      held -= limit - decoded.length;
      counted = 0;
      return decoded;
    } catch (cause) {
      if (cause instanceof BodyError) throw cause;
      const isTooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
      throw isTooLarge ? tooLarge(limit, cause) : new BodyError(400, `The body isn't valid ${encoding}.`, { cause });
    } finally {
      held -= counted;
    }
  }

  return {
    get held() {
      return held;
    },
    async use(request, use, limit = maxBodyBytes) {
      const encoding = request.headers['content-encoding']?.trim().toLowerCase() || 'identity';
      const decode = decoders.get(encoding);
      if (!decode && encoding !== 'identity') {
        throw new BodyError(415, `Content-Encoding ${encoding} isn't supported.`);
      }
      const read = await readBytes(request, limit);
      let counted = read.held;
      try {
        let body = read.bytes;
        if (decode) {
          body = await inTurn(request, () => undo(decode, read.bytes, encoding, limit));
          held -= counted;
          counted = body.length;
        }
        return await use(body);
      } finally {
        held -= counted;
      }
    },
  };
}

function overBudget(): BodyError {
  return new BodyError(503, 'Server busy. Send it again.');
}

function tooLarge(limit: number, cause?: unknown): BodyError {
  return new BodyError(413, `The body is larger than ${limit} bytes.`, { cause });
}
