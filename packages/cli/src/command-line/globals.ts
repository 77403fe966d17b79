import { usageError } from '../cli-error.ts'
import type { OptionDefinition } from '../command.ts'

/** Options that every command takes. */
export interface Globals {
  readonly json: boolean
  readonly jsonl: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly color: boolean
  readonly config?: string | undefined
  readonly dataDir?: string | undefined
  readonly tenant?: string | undefined
  readonly agent?: string | undefined
  readonly user?: string | undefined
  readonly run?: string | undefined
  /** Milliseconds. */
  readonly timeout?: number | undefined
  readonly dryRun: boolean
  readonly yes: boolean
  readonly ifMatch?: string | undefined
}

/** The global options, in the order of the help. Each has an environment variable `NEXUS_<FLAG>`. */
export const GLOBAL_OPTIONS: readonly OptionDefinition[] = [
  { flags: '--json', description: 'print one JSON document' },
  { flags: '--jsonl', description: 'print one JSON value a line, as they come' },
  { flags: '--quiet', description: 'print data and errors only' },
  { flags: '--verbose', description: 'print what happens, on standard error' },
  { flags: '--no-color', description: 'print without colours' },
  { flags: '--config <file>', description: 'configuration file', completes: 'host' },
  { flags: '--data-dir <folder>', description: 'data folder', completes: 'host' },
  { flags: '--tenant <id>', description: 'act in this tenant' },
  { flags: '--agent <id>', description: 'act as this agent' },
  { flags: '--user <id>', description: 'act as this user' },
  { flags: '--run <id>', description: 'group the operations under this run' },
  { flags: '--timeout <time>', description: 'give up after this time, such as 500ms, 30s or 5m' },
  { flags: '--dry-run', description: 'say what would happen, change nothing' },
  { flags: '--yes', description: 'do not ask' },
  { flags: '--if-match <etag>', description: 'only if the file still has this etag' },
]

/** The global options that a command with those options of its own takes. */
export function globalOptionsBeside(
  options: readonly OptionDefinition[],
): readonly OptionDefinition[] {
  const own = new Set(options.map(longName))
  return GLOBAL_OPTIONS.filter((option) => !own.has(longName(option)))
}

/** The name of an option without dashes: `data-dir` for `--data-dir <folder>`. */
export function longName({ flags }: OptionDefinition): string {
  return /--([a-z-]+)/.exec(flags)?.[1] ?? flags
}

/** Whether an option takes a value. */
export function takesValue({ flags }: OptionDefinition): boolean {
  return flags.includes('<')
}

const OFF = new Set(['', '0', 'false', 'no', 'off'])

/**
 * Puts flags over `NEXUS_*` variables. `values` has the flags by camel-case name. The variables of the configuration
 * (config, data folder, tenant, agent, user, run) are left to it, which also says where a value comes from.
 */
export function readGlobals(
  values: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
): Globals {
  const given = (name: string, fallback?: string): string | undefined => {
    const value = values[camelCase(name)] ?? fallback
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const text = (name: string): string | undefined => given(name, env[variable(name)])
  const flag = (name: string): boolean =>
    values[camelCase(name)] === true || !OFF.has((env[variable(name)] ?? '').toLowerCase())
  return {
    json: flag('json'),
    jsonl: flag('jsonl'),
    quiet: flag('quiet'),
    verbose: flag('verbose'),
    color: values.color !== false && !flag('no-color'),
    config: given('config'),
    dataDir: given('data-dir'),
    tenant: given('tenant'),
    agent: given('agent'),
    user: given('user'),
    run: given('run'),
    timeout: milliseconds(text('timeout')),
    dryRun: flag('dry-run'),
    yes: flag('yes'),
    ifMatch: text('if-match'),
  }
}

/** `dataDir` for `data-dir`. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function variable(name: string): string {
  return `NEXUS_${name.toUpperCase().replaceAll('-', '_')}`
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

function milliseconds(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(value) ?? []
  const result = Math.round(Number(amount) * (UNITS[unit] ?? 1))
  if (result >= 1 && result < 2 ** 31) return result
  throw usageError(
    `"${value}" is no time for --timeout.`,
    'Write a number with ms, s, m or h: 30s.',
  )
}
