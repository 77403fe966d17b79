import { CliError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { askRegistry, type RegistrySource } from './ask-registry.ts'
import type { PackageSpec } from './package-spec.ts'

/** What the registry says of a package before it is installed. */
export interface PublishedPackage {
  readonly name: string
  readonly version: string
  readonly description: string
  /** Who published this version; empty where the registry does not say. */
  readonly publisher: string
  /** Why it should not be used any more. */
  readonly deprecated?: string | undefined
  /** What its manifest says that it provides, unchecked; absent where it says nothing. */
  readonly provides?: readonly PublishedProvision[] | undefined
}

/** One row of a manifest in the registry. */
export interface PublishedProvision {
  readonly kind: string
  readonly type: string
  readonly title: string
  readonly hooks: readonly string[]
}

const FIELDS = [
  'name',
  'version',
  'description',
  'deprecated',
  'maintainers',
  '_npmUser',
  'nexusfs',
]

/**
 * Asks the registry for one version of a package: the newest that the name and version stand for.
 * @throws `NOT_FOUND`, `UNAVAILABLE`, `NO_CREDENTIALS`.
 */
export async function lookUpPackage(
  context: Pick<Context, 'io' | 'signal'>,
  source: RegistrySource,
  spec: PackageSpec,
): Promise<PublishedPackage> {
  const result = await askRegistry(context, source, ['view', '--json', spec.text, ...FIELDS])
  if ('refusal' in result) throw notFound(spec, result.refusal.message || 'no such version')
  const { answer } = result
  const newest: unknown = Array.isArray(answer) ? answer.at(-1) : answer
  const members = Object(newest) as Readonly<Record<string, unknown>>
  if (typeof members.version !== 'string') throw notFound(spec, 'no such version')
  const { maintainers, _npmUser, deprecated, nexusfs } = members
  return {
    name: spec.name,
    version: members.version,
    description: textOf(members.description),
    publisher: personOf(_npmUser) || personOf([maintainers].flat()[0]),
    deprecated: textOf(deprecated) || undefined,
    provides: provisionsOf(nexusfs),
  }
}

function notFound({ text, name }: PackageSpec, reason: string): CliError {
  const word = name.replace(/^@[^/]+\//, '')
  return new CliError('NOT_FOUND', `The registry has no package ${text} (${reason}).`, {
    hint: `Correct the name: "nexus plugins search ${word}" finds packages, which are usually called nexusfs-plugin-${word}.`,
  })
}

/** `ann`, of `ann <ann@example.org>` or `{ name: 'ann' }`. */
function personOf(value: unknown): string {
  const name = typeof value === 'string' ? value : (Object(value) as { name?: unknown }).name
  return textOf(name).replace(/\s*<.*$/, '')
}

function provisionsOf(manifest: unknown): readonly PublishedProvision[] | undefined {
  const { provides } = Object(manifest) as { provides?: unknown }
  if (!Array.isArray(provides)) return undefined
  return provides.map((row: unknown) => {
    const { kind, type, title, hooks } = Object(row) as Readonly<Record<string, unknown>>
    return {
      kind: textOf(kind),
      type: textOf(type),
      title: textOf(title) || textOf(type),
      hooks: Array.isArray(hooks) ? hooks.map(textOf) : [],
    }
  })
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
