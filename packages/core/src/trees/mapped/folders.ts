import type { MappedContext } from './mapped-context.ts'
import { pageOf } from './object-pages.ts'

/** Keys of a page. */
const PAGE = 1000

/**
 * Removes the folders of a host that stay behind when what was in them goes, those of the directory included. Folders
 * that hold something are left.
 */
export async function removeFolders(
  mapped: MappedContext,
  prefix: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { backend } = mapped.mount
  if (!backend.capabilities.local) return
  const keys: string[] = []
  for (let startAfter: string | undefined, more = true; more; ) {
    const page = await pageOf(mapped, prefix, startAfter, PAGE, signal)
    keys.push(...page.objects.map(({ key }) => key))
    startAfter = page.last
    more = page.more
  }
  // What lies in a folder follows it, so from the end on the next key that stays says whether one is empty.
  let next = ''
  for (const key of keys.reverse()) {
    if (key.endsWith('/') && !next.startsWith(key)) await backend.delete(key, { signal })
    else next = key
  }
}
