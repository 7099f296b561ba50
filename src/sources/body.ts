/** Reads a request's body: bounded in bytes and time, compressed or not. */
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

export const maxBodyBytes = 1024 * 1024;

/** Why a body was not taken, with the HTTP status that says so. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly status: 400 | 408 | 413 | 415;

  constructor(status: 400 | 408 | 413 | 415, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

const decoders: Record<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** The bytes after Content-Encoding is undone. Throws BodyError; `timeout` in milliseconds for the whole body. */
export async function readBody(request: IncomingMessage, timeout: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() || 'identity';
  const decode = decoders[encoding];
  if (!decode && encoding !== 'identity') throw new BodyError(415, `Content-Encoding ${encoding} is not supported.`);
  const bytes = await readBytes(request, timeout);
  if (!decode) return bytes;
  try {
    return await decode(bytes, { maxOutputLength: maxBodyBytes });
  } catch (cause) {
    const tooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw tooLarge ? tooLargeError(cause) : new BodyError(400, `The body is not valid ${encoding}.`, { cause });
  }
}

function readBytes(request: IncomingMessage, timeout: number): Promise<Buffer> {
  if (Number(request.headers['content-length']) > maxBodyBytes) return Promise.reject(tooLargeError());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => end(new BodyError(408, 'The body took too long to arrive.')), timeout);
    const end = (error?: Error) => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
      if (error) reject(error);
      else resolve(Buffer.concat(chunks, size));
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > maxBodyBytes) end(tooLargeError());
    };
    const onEnd = () => end();
    const onError = (cause: Error) => end(new BodyError(400, 'The body broke off.', { cause }));
    const onClose = () => end(new BodyError(400, 'The body broke off.'));
    request.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  });
}

function tooLargeError(cause?: unknown): BodyError {
  return new BodyError(413, `The body is larger than ${maxBodyBytes} bytes.`, { cause });
}
