import assert from 'node:assert/strict'
import {
  createMemoryBackend,
  createMemoryStore,
  createNexus,
  isNexusError,
  type Logger,
  type Nexus,
  type OptionIssue,
  type PluginDefinition,
} from '@nexusfs/core'
import type { PluginTarget } from './target.ts'

/** A plugin with a configuration, and the handles that run it; each on a store and a backend in memory. */
export class PluginWorld {
  readonly plugin: PluginDefinition
  readonly config: unknown
  readonly target: PluginTarget
  /** What hooks and `shutdown` failed with, as `hook: message`. */
  readonly failures: string[] = []
  /** Everything that was logged. */
  readonly lines: string[] = []
  readonly #opened: Nexus[] = []

  constructor(target: PluginTarget, config: unknown) {
    this.target = target
    this.plugin = target.plugin
    this.config = config
  }

  /**
   * Opens a handle without tenant that runs the plugin.
   * @param files - Content by path, written before the plugin begins.
   */
  async open(files: Readonly<Record<string, string>> = {}): Promise<Nexus> {
    const adapters = { store: createMemoryStore(), backend: createMemoryBackend() }
    const before = await createNexus({ ...adapters, ownsAdapters: false })
    for (const [path, content] of Object.entries(files)) await before.write(path, content)
    await before.close()
    const nexus = await createNexus({
      ...adapters,
      plugins: [{ plugin: this.plugin, config: this.config }],
      logger: this.#logger(),
      onHookError: (error, hook) => this.failures.push(`${hook}: ${String(error)}`),
    })
    this.#opened.push(nexus)
    return nexus
  }

  /** Closes every handle that was opened. */
  async close(): Promise<void> {
    for (const nexus of this.#opened.splice(0)) await nexus.close()
  }

  /** What the schema says of a configuration; nothing without a schema. */
  async issues(config: unknown): Promise<readonly OptionIssue[]> {
    const result = await this.plugin.configSchema?.['~standard'].validate(config)
    return result?.issues ?? []
  }

  /** Asserts that no hook failed. */
  assertNoFailure(): void {
    assert.deepEqual(this.failures, [])
  }

  /** Asserts that a text shows no secret. */
  assertNoSecret(text: string): void {
    for (const secret of this.target.secrets ?? []) {
      assert.ok(!text.includes(secret), 'a secret of the configuration is shown')
    }
  }

  #logger(): Logger {
    const write = (fields: unknown, message: unknown): void => {
      this.lines.push(`${JSON.stringify(fields)} ${String(message)}`)
    }
    return { debug: write, info: write, warn: write, error: write }
  }
}

/** What became of a call: it was done, or the plugin vetoed it with a reason. @throws anything else that it failed with. */
export async function outcomeOf(call: Promise<unknown>): Promise<'done' | 'vetoed'> {
  try {
    await call
    return 'done'
  } catch (error) {
    if (!isNexusError(error, 'VETOED')) throw error
    // The text of the plugin itself comes after the names of plugin and hook.
    assert.match(error.message, / in [a-zA-Z]+: \S/, 'a veto says why')
    return 'vetoed'
  }
}
