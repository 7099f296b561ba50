/** Describes file system errors. */

const words: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: "it's a folder",
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENAMETOOLONG: 'the path is too long',
  ELOOP: 'its links lead in a circle',
  EIO: 'the disk failed',
};

/** The reason of a file system error: `permission denied`. Unknown codes are quoted. */
export function fileReason(error: unknown): string {
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && Object.hasOwn(words, code)) return words[code] ?? code;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? `file system error ${code}` : 'file system error';
}

/** Whether the code is one of the file system. */
export function isFileCode(code: string): boolean {
  return Object.hasOwn(words, code);
}
