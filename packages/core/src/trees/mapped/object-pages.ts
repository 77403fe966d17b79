import type { ObjectSummary } from '../../spec/index.ts'
import type { MappedContext } from './mapped-context.ts'

/** Objects of a page that is changed as one. */
export interface ObjectPage {
  readonly objects: readonly ObjectSummary[]
  /** Whether there may be more. */
  readonly more: boolean
  /** Key of the last one, after which the next page begins. */
  readonly last: string | undefined
}

/**
 * A page of all objects below a prefix, begun by key: what was listed goes away meanwhile, and cursors of providers need
 * not survive that.
 */
export async function pageOf(
  { mount }: MappedContext,
  prefix: string,
  startAfter: string | undefined,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<ObjectPage> {
  const objects: ObjectSummary[] = []
  let cursor: string | undefined
  for (;;) {
    const start = cursor === undefined ? { startAfter } : { cursor }
    const left = limit - objects.length
    const page = await mount.backend.list({ prefix, limit: left, signal, ...start })
    objects.push(...page.objects)
    cursor = page.cursor
    if (cursor === undefined || objects.length === limit)
      return { objects, more: cursor !== undefined, last: objects.at(-1)?.key ?? startAfter }
  }
}
