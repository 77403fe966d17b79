import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './workspace.ts'

/** A fenced block of a guide. */
export interface GuideBlock {
  readonly language: string
  /** The file that its first line names, such as `src/client.ts`. */
  readonly file?: string
  /** Without that line. */
  readonly text: string
}

const FILE = /^(?:\/\/|#|<!--) ([\w./-]+\.\w+)(?: -->)?$/

/** The fenced blocks of a document, in order; one may hold others where its fence is longer. */
export function blocksOf(document: string): readonly GuideBlock[] {
  const text = readFileSync(join(root, document), 'utf8')
  return [...text.matchAll(/^(`{3,})(\w+)\n([\s\S]*?)^\1$/gm)].map(
    ([, , language = '', content = '']) => {
      const [first = '', ...rest] = content.split('\n')
      const file = FILE.exec(first)?.[1]
      return file === undefined
        ? { language, text: content }
        : { language, file, text: rest.join('\n') }
    },
  )
}

/** Puts the members of one value into another; lists of objects member by member, other lists as a whole. */
export function merged(value: unknown, members: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(members) && members.every(isObject)) {
    return value.map((element, index) =>
      index < members.length ? merged(element, members[index]) : element,
    )
  }
  if (!isObject(value) || !isObject(members)) return members
  const changed = Object.entries(members).map(([name, member]) => [
    name,
    merged(value[name], member),
  ])
  return { ...value, ...Object.fromEntries(changed) }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
