import type { LRUCache } from 'lru-cache'
import type { IdSource } from '../kit/index.ts'
import type { Backend, Hash, Logger, MetadataStore } from '../spec/index.ts'
import type { AppendStates } from './append-states.ts'
import type { ContentBackends } from './backends.ts'

/** Where a file lies, whose content is asked for. */
export interface FilePlace {
  readonly space: string
  readonly path: string
}

/** What reading and writing of content share. */
export interface ContentContext {
  readonly store: MetadataStore
  readonly backends: ContentBackends
  /**
   * Every backend in use now that may hold content, of that pool where one is given. Where several mounts share a driver,
   * it is that of the mount which serves the file, whose counters then tell of the calls, and the first one without a file.
   */
  configured(pool?: string, file?: FilePlace): readonly Backend[]
  /** Verified content by hash, above 0 and up to an eighth of the cache. */
  readonly cache: LRUCache<Hash, Uint8Array>
  /** Objects behind a network that this process has looked at once, by backend and key. */
  readonly seen: LRUCache<string, true>
  readonly appends: AppendStates
  readonly inlineMaxBytes: number
  readonly tmpDir: string
  readonly newId: IdSource
  /** 0 to 1, for pauses. */
  readonly random: () => number
  readonly logger: Logger | undefined
  /** Is told the space of every logged change once the store has answered, or has not. */
  readonly noteChange: (space: string) => void
  /** The pool of a space. */
  poolOf(space: string): string
}
