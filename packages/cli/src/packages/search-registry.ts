import { CliError } from '../cli-error.ts'
import type { Context } from '../command.ts'
import { askRegistry, type RegistrySource } from './ask-registry.ts'

/** A package that a search found. */
export interface FoundPackage {
  readonly name: string
  readonly version: string
  readonly description: string
  /** Who published this version; empty where the registry does not say. */
  readonly publisher: string
  /** When, as ISO 8601; empty where the registry does not say. */
  readonly date: string
}

/** The keyword of packages that provide something for Nexus. */
const KEYWORD = 'nexusfs-plugin'

/**
 * Searches the registry for packages with the keyword `nexusfs-plugin`.
 * @param words - What else they have to do with.
 * @throws `NOT_SUPPORTED` where the registry has no search, `UNAVAILABLE`, `NO_CREDENTIALS`.
 */
export async function searchRegistry(
  context: Pick<Context, 'io' | 'signal'>,
  source: RegistrySource,
  words: readonly string[],
): Promise<readonly FoundPackage[]> {
  const found = await ask(context, source, [`keywords:${KEYWORD}`, ...words])
  // Some registries have a search and know nothing of keywords there: they take what stands there for a word.
  const rows = found.length > 0 ? found : await ask(context, source, [KEYWORD, ...words])
  return rows.map(foundPackage)
}

async function ask(
  context: Pick<Context, 'io' | 'signal'>,
  source: RegistrySource,
  text: readonly string[],
): Promise<readonly unknown[]> {
  const result = await askRegistry(context, source, ['search', '--json', '--', ...text])
  if ('refusal' in result || !Array.isArray(result.answer))
    throw new CliError('NOT_SUPPORTED', 'The registry of this project has no search by keyword.', {
      hint: `Search the website of npm for keywords:${KEYWORD}, or ask who runs the registry; "nexus plugins install NAME" works without it.`,
      cause: 'refusal' in result ? result.refusal.message : undefined,
    })
  return result.answer.filter(hasKeyword)
}

function hasKeyword(row: unknown): boolean {
  const { keywords } = Object(row) as { keywords?: unknown }
  return Array.isArray(keywords) && keywords.includes(KEYWORD)
}

function foundPackage(row: unknown): FoundPackage {
  const members = Object(row) as Readonly<Record<string, unknown>>
  const { name, version, description, publisher, maintainers, date } = members
  const { latest } = Object(members['dist-tags']) as { latest?: unknown }
  return {
    name: textOf(name),
    version: textOf(version ?? latest),
    description: textOf(description),
    publisher: userOf(publisher) || userOf(Array.isArray(maintainers) ? maintainers[0] : undefined),
    date: textOf(date),
  }
}

function userOf(value: unknown): string {
  const { username, name } = Object(value) as Readonly<Record<string, unknown>>
  return textOf(username ?? name)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
