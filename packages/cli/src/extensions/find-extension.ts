import type { Installed, Provided, Settings } from 'nexusfs'
import { CliError } from '../cli-error.ts'
import type { OpenOptions } from '../io.ts'
import { connectOptions } from '../open-tree.ts'
import { isEnabled } from '../packages/plugin-state.ts'
import type { RegisteredCommand } from '../registry.ts'
import { commandOf, commandsOf } from './extension-commands.ts'

/** A first word of command lines that a package brings. */
export interface Extension {
  readonly kind: 'plugin' | 'command'
  readonly name: string
  /** A few words for people. */
  readonly title: string
  /** Imports the package, and gives its commands: `audit report`, or for a command package the one. */
  commands(): Promise<readonly RegisteredCommand[]>
}

/** The first words that packages bring: enabled plugins, and installed packages of commands. Only manifests are read. */
export class Extensions {
  readonly #installed: Installed
  readonly #settings: Settings
  readonly #builtin: ReadonlySet<string>

  constructor(installed: Installed, settings: Settings, builtin: ReadonlySet<string>) {
    this.#installed = installed
    this.#settings = settings
    this.#builtin = builtin
  }

  /** Those that can be used, by name. */
  list(): readonly Extension[] {
    const names = new Set(this.#installed.provided.map(({ type }) => type))
    return [...names].sort().flatMap((name) => {
      try {
        return this.find(name) ?? []
      } catch {
        // What cannot be used is not offered; whoever asks for it by name is told why.
        return []
      }
    })
  }

  /**
   * The one of that name. A plugin that was enabled wins over a package that is only installed.
   * @throws its problem, or that the plugin is not enabled.
   */
  find(name: string): Extension | undefined {
    if (this.#builtin.has(name)) return undefined
    const has = (kind: Provided['kind']): boolean =>
      this.#installed.provided.some((row) => row.kind === kind && row.type === name)
    const isListed = isEnabled(this.#settings, name)
    if (isListed && (has('plugin') || !has('command'))) return this.#extension('plugin', name)
    if (has('command')) return this.#extension('command', name)
    if (has('plugin')) throw notEnabled(name)
    return undefined
  }

  #extension(kind: 'plugin' | 'command', name: string): Extension {
    const entry = this.#settings.plugins?.find((plugin) => plugin.name === name)
    const wanted = kind === 'plugin' ? { package: entry?.package } : {}
    const provided = this.#installed.select(kind, name, wanted)
    const { title } = provided
    return {
      kind,
      name,
      title,
      commands: async () => {
        const definition = await this.#installed.load(provided)
        return kind === 'plugin'
          ? commandsOf(definition, name, title)
          : [commandOf(definition, name)]
      },
    }
  }
}

/** @param builtin - First words of built-in commands, which win. @throws `CONFIG_INVALID`. */
export async function readExtensions(
  options: OpenOptions,
  builtin: ReadonlySet<string>,
): Promise<Extensions> {
  const { findPackages, resolveConfig } = await import('nexusfs')
  const { env, cwd, home } = options
  const config = connectOptions(options)
  const { settings } = await resolveConfig(config, { env, cwd, home })
  return new Extensions(await findPackages({ config, env, cwd, home }), settings, builtin)
}

function notEnabled(name: string): CliError {
  return new CliError(
    'PLUGIN_NOT_FOUND',
    `"nexus ${name}" belongs to the plugin ${name}, which is installed and not enabled.`,
    { hint: `Enable it with "nexus plugins enable ${name}".` },
  )
}
