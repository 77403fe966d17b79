import { FsError } from './fs-error.ts'
import { givenPath } from './fs-path.ts'
import type { FsPath, UnsupportedFs } from './types.ts'

/** The calls of `node:fs/promises` that the tree has nothing for: `ENOSYS`. */
export function createUnsupportedCalls(): UnsupportedFs {
  const refuse =
    (syscall: string) =>
    async (path: FsPath): Promise<never> => {
      throw new FsError('ENOSYS', { syscall, path: givenPath(path, syscall).shown })
    }
  return {
    symlink: (_target, path) => refuse('symlink')(path),
    readlink: refuse('readlink'),
    link: (_existing, path) => refuse('link')(path),
    chmod: refuse('chmod'),
    chown: refuse('chown'),
    lchown: refuse('lchown'),
    utimes: refuse('utime'),
    lutimes: refuse('lutime'),
  }
}
