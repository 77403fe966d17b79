import { constants } from 'node:fs'
import type { FsCase } from './fs-case.ts'

/** Names that go, move and are copied. */
export const names: readonly FsCase[] = [
  ['unlink removes a file', (fs, at) => fs.unlink(at('file.txt'))],
  ['unlink of nothing', (fs, at) => fs.unlink(at('nothing'))],
  ['unlink of a directory', (fs, at) => fs.unlink(at('hollow'))],
  ['unlink below a file', (fs, at) => fs.unlink(at('file.txt/x'))],
  ['unlink with a trailing slash', (fs, at) => fs.unlink(at('file.txt/'))],
  ['rename moves a file', (fs, at) => fs.rename(at('file.txt'), at('dir/moved'))],
  ['rename replaces a file', (fs, at) => fs.rename(at('file.txt'), at('dir/inner.txt'))],
  ['rename onto itself', (fs, at) => fs.rename(at('file.txt'), at('file.txt'))],
  ['rename of a directory onto itself', (fs, at) => fs.rename(at('dir'), at('dir'))],
  ['rename moves a directory', (fs, at) => fs.rename(at('dir'), at('moved'))],
  ['rename of a directory onto an empty one', (fs, at) => fs.rename(at('dir'), at('hollow'))],
  ['rename of a directory onto a full one', (fs, at) => fs.rename(at('hollow'), at('dir'))],
  ['rename of a directory into itself', (fs, at) => fs.rename(at('dir'), at('dir/sub/x'))],
  ['rename of a directory onto its parent', (fs, at) => fs.rename(at('dir/sub'), at('dir'))],
  ['rename of a file onto its parent', (fs, at) => fs.rename(at('dir/inner.txt'), at('dir'))],
  ['rename of a file onto a directory', (fs, at) => fs.rename(at('file.txt'), at('hollow'))],
  ['rename of a directory onto a file', (fs, at) => fs.rename(at('dir'), at('file.txt'))],
  ['rename of nothing', (fs, at) => fs.rename(at('nothing'), at('x'))],
  ['rename into a missing directory', (fs, at) => fs.rename(at('file.txt'), at('no/x'))],
  ['rename to below a file', (fs, at) => fs.rename(at('file.txt'), at('empty.txt/x'))],
  ['rename of a file to a name with a slash', (fs, at) => fs.rename(at('file.txt'), at('new/'))],
  ['rename of a directory to a name with a slash', (fs, at) => fs.rename(at('dir'), at('new/'))],
  ['copyFile copies', (fs, at) => fs.copyFile(at('file.txt'), at('dir/copy'))],
  ['copyFile replaces', (fs, at) => fs.copyFile(at('file.txt'), at('dir/inner.txt'))],
  ['copyFile onto itself', (fs, at) => fs.copyFile(at('file.txt'), at('file.txt'))],
  [
    'copyFile exclusively',
    (fs, at) => fs.copyFile(at('file.txt'), at('new'), constants.COPYFILE_EXCL),
  ],
  [
    'copyFile exclusively onto a file',
    (fs, at) => fs.copyFile(at('file.txt'), at('empty.txt'), constants.COPYFILE_EXCL),
  ],
  ['copyFile of nothing', (fs, at) => fs.copyFile(at('nothing'), at('new'))],
  ['copyFile of a directory', (fs, at) => fs.copyFile(at('dir'), at('new'))],
  ['copyFile onto a directory', (fs, at) => fs.copyFile(at('file.txt'), at('dir'))],
  ['copyFile into a missing directory', (fs, at) => fs.copyFile(at('file.txt'), at('no/x'))],
  ['cp copies a file', (fs, at) => fs.cp(at('file.txt'), at('new'))],
  ['cp makes missing directories', (fs, at) => fs.cp(at('file.txt'), at('no/deeper/x'))],
  ['cp replaces a file', (fs, at) => fs.cp(at('file.txt'), at('empty.txt'))],
  [
    'cp without force leaves a file',
    (fs, at) => fs.cp(at('file.txt'), at('empty.txt'), { force: false }),
  ],
  [
    'cp that must not replace',
    (fs, at) => fs.cp(at('file.txt'), at('empty.txt'), { force: false, errorOnExist: true }),
  ],
  ['cp of a directory without recursive', (fs, at) => fs.cp(at('dir'), at('new'))],
  ['cp of a directory', (fs, at) => fs.cp(at('dir'), at('new'), { recursive: true })],
  [
    'cp merges directories',
    async (fs, at) => {
      await fs.mkdir(at('hollow/sub'))
      await fs.writeFile(at('hollow/sub/kept'), 'kept')
      await fs.cp(at('dir'), at('hollow'), { recursive: true })
    },
  ],
  [
    'cp of a directory into itself',
    (fs, at) => fs.cp(at('dir'), at('dir/sub/x'), { recursive: true }),
  ],
  ['cp onto itself', (fs, at) => fs.cp(at('file.txt'), at('file.txt'))],
  [
    'cp of a directory onto a file',
    (fs, at) => fs.cp(at('dir'), at('file.txt'), { recursive: true }),
  ],
  ['cp of a file onto a directory', (fs, at) => fs.cp(at('file.txt'), at('dir'))],
  ['cp of nothing', (fs, at) => fs.cp(at('nothing'), at('new'))],
  [
    'cp with a filter',
    (fs, at) =>
      fs.cp(at('dir'), at('new'), { recursive: true, filter: (source) => !source.endsWith('sub') }),
  ],
]
