import assert from 'node:assert/strict'
import type { Nexus } from '@nexusfs/core'
import { bytesSource, collectBytes } from '@nexusfs/core/kit'
import type { Backend } from '@nexusfs/core/spec'
import { textOf } from './filesystem-world.ts'
import type { OpenedMapped } from './mapped-target.ts'

/** Provider calls that are counted for whoever uses a mount. */
const COUNTED = ['head', 'get', 'put', 'delete', 'deleteMany', 'list', 'copy', 'rename']

/** Cases by name; a name is a fact. */
export type MappedCases = Readonly<Record<string, (world: MappedWorld) => Promise<void>>>

/** One mounted bucket with short words for what cases do to it. */
export class MappedWorld {
  readonly opened: OpenedMapped
  readonly outside: Backend
  readonly scale: number
  nx: Nexus

  constructor(opened: OpenedMapped, scale: number) {
    this.opened = opened
    this.outside = opened.outside
    this.scale = scale
    this.nx = opened.nexus
  }

  /** The path of a key. */
  at(key: string): string {
    const { mountPoint } = this.opened
    return key === '' ? mountPoint : `${mountPoint}/${key}`
  }

  /** Another program puts objects, with their keys as content unless another is given. */
  async put(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.putText(key, key.endsWith('/') ? '' : key)
  }

  async putText(key: string, text: string): Promise<string> {
    return (await this.outside.put(key, bytesSource(new TextEncoder().encode(text)))).etag
  }

  /** What another program reads. */
  async textOutside(key: string): Promise<string> {
    return textOf(await collectBytes((await this.outside.get(key)).body))
  }

  /** All keys as another program lists them. */
  async keys(): Promise<string[]> {
    const keys: string[] = []
    for (let cursor: string | undefined, more = true; more; ) {
      const page = await this.outside.list({ limit: 1000, cursor })
      keys.push(...page.objects.map(({ key }) => key))
      cursor = page.cursor
      more = cursor !== undefined
    }
    return keys
  }

  /** Keys of the files below a directory, as listed. */
  async listed(key = ''): Promise<string[]> {
    const entries = await this.nx.list(this.at(key)).toArray()
    return entries.map(({ path }) => path.slice(this.at('').length + 1))
  }

  /** Names directly in a directory; directories end in a slash. */
  async names(key = ''): Promise<string[]> {
    const entries = await this.nx.list(this.at(key), { recursive: false }).toArray()
    return entries.map(({ name, type }) => (type === 'directory' ? `${name}/` : name))
  }

  /** Asserts which provider calls something makes; those that are not named are none. */
  async makes(expected: Readonly<Record<string, number>>, run: () => Promise<unknown>) {
    const before = await this.#calls()
    await run()
    const after = await this.#calls()
    const made: Record<string, number> = {}
    for (const method of COUNTED) {
      const count = (after[method] ?? 0) - (before[method] ?? 0)
      if (count > 0) made[method] = count
    }
    assert.deepEqual(made, expected)
  }

  async #calls(): Promise<Readonly<Record<string, number>>> {
    return (await this.nx.mounts.get(this.opened.mountPoint)).counters.calls
  }
}
