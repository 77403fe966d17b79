import { textOf } from './filesystem-world.ts'
import type { MappedWorld } from './mapped-world.ts'

/** How the bucket of a case keeps what was before. Cases of history are not run without. */
export function historyOf({ outside }: MappedWorld): 'versioning' | 'cas' {
  return outside.capabilities.versions ? 'versioning' : 'cas'
}

/** Texts of all versions of a file, as they are listed. */
export async function versionTexts(world: MappedWorld, key: string): Promise<readonly string[]> {
  const texts: string[] = []
  for await (const { version, versionId } of world.nx.versions.list(world.at(key))) {
    const name = version > 0 ? version : (versionId ?? version)
    texts.push(textOf(await world.nx.versions.read(world.at(key), name)))
  }
  return texts
}
