import type { Collection, MetadataStore } from '@nexusfs/core/spec'

/** What a contract suite hands to the store it opens. */
export interface StoreCreateOptions {
  /** Milliseconds UTC; a store that accepts it takes every time from it. */
  readonly clock: () => number
  /** Declared collections: those of core and some more, with descending and partial indexes. */
  readonly collections: Readonly<Record<string, Collection>>
}

/** A store opened for one test, empty. */
export interface OpenedStore {
  readonly store: MetadataStore
  /** Closes the store and everything made with it, and removes its data. */
  close(): Promise<void>
  /** Closes and opens the same data again. Wanted where `capabilities.persistent`. */
  readonly reopen?: (() => Promise<MetadataStore>) | undefined
  /** Another independent handle on the same data. Wanted where `capabilities.shared`. */
  readonly second?: (() => Promise<MetadataStore>) | undefined
  /** Opens a file that `backup` made; the case closes it. Wanted where `capabilities.backup`. */
  readonly openBackup?: ((file: string) => Promise<MetadataStore>) | undefined
}

/** A store under test. */
export interface StoreTarget {
  readonly name: string
  create(options: StoreCreateOptions): Promise<OpenedStore>
  /** Which options `create` honours; cases that need more are skipped, or wait in real time. */
  readonly accepts?: { readonly clock?: boolean; readonly collections?: boolean } | undefined
}

/** What a test body gets from its runner. */
export interface TestContext {
  skip(note?: string): void
}

/** A test runner, as `vitest` and `node:test` export it. */
export interface TestRunner {
  describe(name: string, body: () => void): void
  test(name: string, body: (context: TestContext) => Promise<void>): void
}
