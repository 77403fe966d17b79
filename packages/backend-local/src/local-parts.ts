import { Companions, type Keeping } from './companions.ts'
import { FolderEntries } from './folder-entries.ts'
import { FolderTree } from './folder-tree.ts'
import { KeyLocks } from './key-locks.ts'
import { Markers } from './markers.ts'
import { ObjectReader } from './object-reader.ts'
import { Placing } from './placing.ts'
import { OpenFiles } from './read-body.ts'
import { TemporaryFiles } from './temporary-files.ts'
import { Versions } from './versions.ts'

/** What a local backend consists of. */
export interface LocalParts {
  readonly tree: FolderTree
  readonly temporary: TemporaryFiles
  readonly placing: Placing
  readonly markers: Markers
  readonly reader: ObjectReader
  readonly versions: Versions
  readonly reads: OpenFiles
  readonly entries: FolderEntries
}

/** Puts the parts together. Nothing is opened before the first call. */
export function localParts(
  root: string,
  keeping: Keeping,
  clock: () => number,
  ids: () => string,
): LocalParts {
  const tree = new FolderTree(root)
  const companions = new Companions(keeping, tree, ids, clock)
  const temporary = new TemporaryFiles(tree, ids, clock)
  const placing = new Placing(tree, new KeyLocks(tree, ids), companions)
  const markers = new Markers({ tree, temporary, placing, companions })
  const versions = new Versions(tree)
  return {
    tree,
    temporary,
    placing,
    markers,
    reader: new ObjectReader(tree, companions, versions),
    versions,
    reads: new OpenFiles(),
    entries: new FolderEntries(),
  }
}
