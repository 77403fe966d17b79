import { NexusError } from '../errors/index.ts'
import type { ConfiguredPlugin, OptionIssue } from '../spec/index.ts'

/**
 * The configurations as the schemas of their plugins make them, in order.
 * @throws `CONFIG_INVALID` with every problem of all of them, `PLUGIN_CONTRACT` for a schema that throws.
 */
export async function validateConfigurations(
  plugins: readonly ConfiguredPlugin[],
): Promise<readonly unknown[]> {
  const checked = await Promise.all(plugins.map(validate))
  const problems = checked.flatMap(({ problems }) => problems)
  if (problems.length === 0) return checked.map(({ config }) => config)
  throw new NexusError(
    'CONFIG_INVALID',
    `The configuration of plugins has ${problems.length} problem(s): ${problems.join('; ')}`,
    { hint: 'Correct the values that are named.' },
  )
}

async function validate({ plugin, config }: ConfiguredPlugin): Promise<{
  readonly config?: unknown
  readonly problems: readonly string[]
}> {
  if (plugin.configSchema === undefined) return { config: config ?? {}, problems: [] }
  const result = await answerOf(plugin.name, () =>
    plugin.configSchema?.['~standard'].validate(config ?? {}),
  )
  if (result.issues === undefined) return { config: result.value, problems: [] }
  return { problems: result.issues.map((issue) => describe(plugin.name, issue)) }
}

type Answer = { readonly value?: unknown; readonly issues?: readonly OptionIssue[] | undefined }

async function answerOf(plugin: string, ask: () => unknown): Promise<Answer> {
  let cause: unknown
  try {
    const answer = await ask()
    if (typeof answer === 'object' && answer !== null) return answer
  } catch (error) {
    cause = error
  }
  throw new NexusError('PLUGIN_CONTRACT', `The configSchema of plugin "${plugin}" is no schema.`, {
    cause,
    hint: 'Give a Standard Schema, for instance one of zod 4 or valibot.',
  })
}

function describe(plugin: string, { message, path = [] }: OptionIssue): string {
  const segments = path.map((part) => String(typeof part === 'object' ? part.key : part))
  return `${[plugin, ...segments].join('.')}: ${message}`
}
