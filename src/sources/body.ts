/** Reads requests' bodies: bounded in bytes and time, one by one and all together, compressed or not. */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

export const maxBodyBytes = 1024 * 1024;

type Status = 400 | 408 | 413 | 415 | 503;

/** Why a body was not taken, with the HTTP status that says so. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly status: Status;

  constructor(status: Status, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

type Decode = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

/** A Map, since `constructor` is no encoding. */
const decoders = new Map<string, Decode>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

export interface BodyBounds {
  /** Milliseconds for the whole body; 10 s. */
  timeout?: number;
  /** Bytes of all bodies that are on their way at once; 64 MiB. */
  budget?: number;
}

/** Gives the bytes after Content-Encoding is undone. Throws BodyError. */
export type ReadBody = (request: IncomingMessage) => Promise<Buffer>;

/**
 * Nobody has shown credentials yet when a body is read, so what strangers can make us hold is bounded. Over the budget
 * the body that began first is given up (503): a webhook is there at once, and those who are slow by intent keep nobody out.
 */
export function createReadBody({ timeout = 10_000, budget = 64 * maxBodyBytes }: BodyBounds = {}): ReadBody {
  /** What ends each body that is on its way, the oldest first. */
  const underWay = new Set<(error: BodyError) => void>();
  let held = 0;

  function readBytes(request: IncomingMessage): Promise<Buffer> {
    if (Number(request.headers['content-length']) > maxBodyBytes) return Promise.reject(tooLargeError());
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const timer = setTimeout(() => end(new BodyError(408, 'The body took too long to arrive.')), timeout);
      const end = (error?: Error) => {
        clearTimeout(timer);
        underWay.delete(end);
        held -= size;
        request.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
        if (error) reject(error);
        else resolve(Buffer.concat(chunks, size));
      };
      const onData = (chunk: Buffer) => {
        size += chunk.length;
        held += chunk.length;
        chunks.push(chunk);
        if (size > maxBodyBytes) end(tooLargeError());
        else if (held > budget) giveUpOldest();
      };
      const onEnd = () => end();
      const onError = (cause: Error) => end(new BodyError(400, 'The body broke off.', { cause }));
      const onClose = () => end(new BodyError(400, 'The body broke off.'));
      underWay.add(end);
      request.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
    });
  }

  function giveUpOldest(): void {
    for (const end of underWay) {
      end(new BodyError(503, 'Too many bodies are on their way at once; send it again.'));
      if (held <= budget) return;
    }
  }

  return async request => {
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() || 'identity';
    const decode = decoders.get(encoding);
    if (!decode && encoding !== 'identity') throw new BodyError(415, `Content-Encoding ${encoding} is not supported.`);
    const bytes = await readBytes(request);
    return decode ? undo(decode, bytes, encoding) : bytes;
  };
}

async function undo(decode: Decode, bytes: Buffer, encoding: string): Promise<Buffer> {
  try {
    return await decode(bytes, { maxOutputLength: maxBodyBytes });
  } catch (cause) {
    const tooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw tooLarge ? tooLargeError(cause) : new BodyError(400, `The body is not valid ${encoding}.`, { cause });
  }
}

function tooLargeError(cause?: unknown): BodyError {
  return new BodyError(413, `The body is larger than ${maxBodyBytes} bytes.`, { cause });
}
