import {
  type DefinitionKind,
  type DefinitionOf,
  isNexusError,
  NexusError,
  type Registry,
} from '@nexusfs/core'
import type { LoadedConfig } from '../config/load-config.ts'
import type { Surroundings } from '../connect-options.ts'
import { isBundled, loadBundled } from '../discovery/bundled.ts'
import { Discovery } from '../discovery/discovery.ts'
import type { MissingDefinition } from '../discovery/not-found.ts'

/** A definition that was found. */
export interface FoundDefinition<Kind extends DefinitionKind> {
  readonly definition: DefinitionOf<Kind>
  /** Whether it is the one that comes with this package. */
  readonly isBundled: boolean
}

/**
 * Finds the definitions that a configuration names: registered in code, bundled, installed. What fails is collected, so
 * that all of it can be said at once. Nothing is looked for on the disk until something is neither registered nor bundled.
 */
export class DefinitionSource {
  readonly #missing: MissingDefinition[] = []
  readonly #failures: NexusError[] = []
  readonly #loaded: LoadedConfig
  readonly #registry: Registry
  readonly #around: Surroundings
  #discovery: Discovery | undefined

  constructor(loaded: LoadedConfig, registry: Registry, around: Surroundings) {
    this.#loaded = loaded
    this.#registry = registry
    this.#around = around
  }

  /** The definition, or `undefined` after taking note of why there is none. */
  async find<Kind extends DefinitionKind>(
    wanted: MissingDefinition & { readonly kind: Kind; readonly where: string },
  ): Promise<FoundDefinition<Kind> | undefined> {
    try {
      return (await this.#findOwn(wanted)) ?? (await this.#findInstalled(wanted))
    } catch (error) {
      this.fail(error, wanted.where)
      return undefined
    }
  }

  /** Takes note of what went wrong with something that the configuration names. */
  fail(error: unknown, where: string): void {
    if (!isNexusError(error)) throw error
    const { code, message, hint } = error
    this.#failures.push(new NexusError(code, `${where}: ${message}`, { hint, cause: error }))
  }

  /** @throws what was noted, everything at once. */
  throwFailures(): void {
    const missing = this.#missing.length === 0 ? [] : [this.#notFound()]
    const [first, ...rest] = [...missing, ...this.#failures]
    if (first === undefined) return
    if (rest.length === 0) throw first
    const hints = [first, ...rest].flatMap(({ hint }) => hint ?? [])
    throw new NexusError(first.code, [first, ...rest].map(({ message }) => message).join('\n'), {
      hint: [...new Set(hints)].join('\n'),
      cause: first,
    })
  }

  /** A package that is named may stand for a type that is bundled, too. */
  async #findOwn<Kind extends DefinitionKind>({
    kind,
    type,
    package: name,
  }: MissingDefinition & { readonly kind: Kind }): Promise<FoundDefinition<Kind> | undefined> {
    if (name !== undefined) return undefined
    const registered = this.#registry.find(kind, type)
    if (registered !== undefined) return { definition: registered, isBundled: false }
    if (!isBundled(kind, type)) return undefined
    return { definition: (await loadBundled(kind, type)) as DefinitionOf<Kind>, isBundled: true }
  }

  async #findInstalled<Kind extends DefinitionKind>(
    wanted: MissingDefinition & { readonly kind: Kind },
  ): Promise<FoundDefinition<Kind> | undefined> {
    const discovery = this.#discover()
    const provided = discovery.find(wanted.kind, wanted.type, wanted)
    if (provided === undefined) {
      // Under `plugins` the configuration of a command is given, too; it is loaded when it is run.
      if (wanted.kind === 'plugin' && discovery.has('command', wanted.type)) return undefined
      this.#missing.push(wanted)
      return undefined
    }
    // What was loaded has been compared with the kind of its manifest.
    const definition = (await discovery.load(provided)) as DefinitionOf<Kind>
    return { definition, isBundled: provided.tier === 'bundled' }
  }

  #notFound(): NexusError {
    return this.#discover().notFound(this.#missing)
  }

  #discover(): Discovery {
    this.#discovery ??= new Discovery(this.#loaded, this.#around)
    return this.#discovery
  }
}
