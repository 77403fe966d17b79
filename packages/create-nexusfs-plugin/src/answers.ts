/** The kinds of packages, with what each of them is. */
export const KINDS = {
  backend: 'stores objects: keys to bytes',
  store: 'holds metadata: nodes, history, records',
  plugin: 'hooks into the life of operations',
  command: 'adds a command to the command line',
} as const

/** A kind of package. */
export type Kind = keyof typeof KINDS

/** What is known of a package that is to be made. */
export interface Answers {
  readonly kind: Kind
  /** What users write in `nexus.yaml`, or after `nexus`: `/^[a-z][a-z0-9-]*$/`. */
  readonly type: string
  /** Of the package, as npm knows it; default `nexusfs-<kind>-<type>`. */
  readonly name?: string | undefined
  /** For people; default made of the type. */
  readonly title?: string | undefined
  /** One sentence; default one that fits the kind. */
  readonly description?: string | undefined
}

/** Answers with every default filled in. */
export type CompleteAnswers = { readonly [Member in keyof Answers]-?: NonNullable<Answers[Member]> }

const TYPE = /^[a-z][a-z0-9-]{0,49}$/
// https://github.com/npm/validate-npm-package-name, for new packages.
const NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/
const LONGEST = 100
const RESERVED = ['node_modules', 'favicon.ico']
const DESCRIPTIONS: Readonly<Record<Kind, string>> = {
  backend: 'A Nexus backend that keeps objects in memory.',
  store: 'A Nexus metadata store that keeps a journal on the disk and its state in memory.',
  plugin: 'A Nexus plugin that protects paths from changes.',
  command: 'A command for Nexus that shows which kinds of files take the most space.',
}

/** Whether a text names a kind. */
export function isKind(text: string | undefined): text is Kind {
  return text !== undefined && Object.hasOwn(KINDS, text)
}

/** What is wrong with a type, if something is. */
export function typeProblem(type: string): string | undefined {
  if (TYPE.test(type)) return undefined
  return `The type ${JSON.stringify(type)} is not 1 to 50 of a-z, 0-9 and "-", beginning with a letter.`
}

/** What is wrong with a name of a package, if something is. */
export function nameProblem(name: string): string | undefined {
  if (NAME.test(name) && name.length <= 214 && !RESERVED.includes(name)) return undefined
  return `The name ${JSON.stringify(name)} is none that npm takes: lower case, digits, "-", "." and "_", with or without @scope/.`
}

/** What is wrong with a title or a description, if something is. */
export function textProblem(what: string, text: string): string | undefined {
  // It goes into JSON, TypeScript and Markdown, and begins a paragraph there.
  if (/^[\p{L}\p{N}][^\p{C}`<>*_|[\]]*$/u.test(text) && text.length <= LONGEST) return undefined
  return `The ${what} ${JSON.stringify(text)} is not one line of plain text that begins with a letter or a digit.`
}

/** Fills in what was not answered. */
export function withDefaults({ kind, type, ...given }: Answers): CompleteAnswers {
  const { name = `nexusfs-${kind}-${type}`, description = DESCRIPTIONS[kind] } = given
  const title = given.title ?? titleOf(type)
  return { kind, type, name, title, description: sentence(description) }
}

/** Everything that is wrong with answers. */
export function problemsOf({ kind, type, name, title, description }: Answers): readonly string[] {
  return [
    isKind(kind)
      ? undefined
      : `The kind ${JSON.stringify(kind)} is none of ${Object.keys(KINDS).join(', ')}.`,
    typeProblem(type),
    name === undefined ? undefined : nameProblem(name),
    title === undefined ? undefined : textProblem('title', title),
    description === undefined ? undefined : textProblem('description', description),
  ].filter((problem) => problem !== undefined)
}

function titleOf(type: string): string {
  const words = type.split('-').filter(Boolean).join(' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function sentence(text: string): string {
  return /[.!]$/.test(text) ? text : `${text}.`
}
