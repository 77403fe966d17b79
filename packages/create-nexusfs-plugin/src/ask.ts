import { createInterface } from 'node:readline/promises'
import {
  type Answers,
  isKind,
  KINDS,
  nameProblem,
  textProblem,
  typeProblem,
  withDefaults,
} from './answers.ts'

/** What was given by flags. */
export type Given = { readonly [Member in keyof Answers]?: string | undefined }

/** Where questions are asked. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
}

/** Asks for what was not given, each question until its answer can be used; `undefined` when the user leaves. */
export async function ask(given: Given, terminal: Terminal): Promise<Answers | undefined> {
  const lines = createInterface({ ...terminal, terminal: true })
  const left = new AbortController()
  lines.once('close', () => left.abort())
  const question = async (
    text: string,
    preset: string | undefined,
    problem: (answer: string) => string | undefined,
  ): Promise<string> => {
    for (;;) {
      const shown = preset === undefined ? '' : ` (${preset})`
      const line = await lines.question(`${text}${shown}: `, { signal: left.signal })
      const answer = line.trim() || (preset ?? '')
      const found = problem(answer)
      if (found === undefined) return answer
      terminal.output.write(`${found}\n`)
    }
  }
  try {
    const kind = given.kind ?? (await question(KIND_QUESTION, 'backend', kindProblem))
    if (!isKind(kind)) return { ...given, kind: kind as Answers['kind'], type: given.type ?? '' }
    const type =
      given.type ??
      (await question('Type, as users write it in nexus.yaml', undefined, typeProblem))
    const preset = withDefaults({ kind, type })
    const name = given.name ?? (await question('Name of the package', preset.name, nameProblem))
    const title =
      given.title ?? (await question('Title', preset.title, (text) => textProblem('title', text)))
    return { kind, type, name, title, description: given.description }
  } catch (error) {
    if (left.signal.aborted) return undefined
    throw error
  } finally {
    lines.close()
  }
}

const KIND_QUESTION = `What is it?\n${Object.entries(KINDS)
  .map(([kind, what]) => `  ${kind.padEnd(8)} ${what}\n`)
  .join('')}Kind`

function kindProblem(kind: string): string | undefined {
  return isKind(kind) ? undefined : `Answer one of ${Object.keys(KINDS).join(', ')}.`
}
