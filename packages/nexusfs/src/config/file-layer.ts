import { dirname } from 'node:path'
import { didYouMean } from '@nexusfs/core/kit'
import type { Environment } from './environment-layer.ts'
import { type Layer, pathKey, type ValuePath } from './layer.ts'
import type { Problem } from './problems.ts'
import { SETTING_KEYS } from './setting-keys.ts'
import { formatPath, toCamelCase, toSnakeCase } from './spelling.ts'
import { OPTIONS, toCodeValues } from './yaml-keys.ts'
import { offsetOf } from './yaml-offset.ts'
import { syntaxMessage } from './yaml-syntax.ts'
import { readTree } from './yaml-tree.ts'

/** Where the text of a layer comes from. */
export interface FileSource {
  /** Absolute. */
  readonly path: string
  /** As it is shown: `nexus.yaml`. */
  readonly name: string
  readonly text: string
}

/** Reads YAML into a layer; `yaml` is loaded here, so that a start without a file does not pay for it. */
export async function fileLayer(
  source: FileSource,
  env: Environment,
): Promise<{ readonly layer: Layer; readonly problems: readonly Problem[] }> {
  const yaml = await import('yaml')
  const lines = new yaml.LineCounter()
  const document = yaml.parseDocument(source.text, {
    lineCounter: lines,
    prettyErrors: false,
    // Its own check compares each key with each other one; the walk below finds duplicates in one pass.
    uniqueKeys: false,
    version: '1.2',
    logLevel: 'error',
  })
  const at = (offset: number): string => `${source.name}:${lines.linePos(offset).line}`
  const faults = [...document.errors, ...document.warnings]
  if (faults.length > 0) {
    const problems = faults.map(({ code, pos: [offset] }) => ({
      where: at(offset),
      message: syntaxMessage(code, lineAt(source.text, offset)),
    }))
    return { layer: unreadable(source), problems: firstOfEachLine(problems) }
  }
  const tree = readTree(yaml, document, env)
  const problems: Problem[] = tree.problems.map(({ offset, message }) => ({
    where: at(offset),
    message,
  }))
  const root = tree.value ?? {}
  if (typeof root !== 'object' || Array.isArray(root)) {
    problems.push({ where: at(0), message: 'the file must be a mapping: lines of key: value' })
    return { layer: unreadable(source), problems }
  }
  const where = (path: ValuePath): string => at(offsetOf(yaml, document.contents, path))
  const { values, misspelt } = toCodeValues(root as Record<string, unknown>)
  problems.push(...misspelt.map((path) => ({ where: where(path), message: misspeltKey(path) })))
  const keys = [...tree.problems.map(({ path }) => path), ...misspelt].map(([key]) => key)
  const broken = new Set(keys.map((key) => toCamelCase(String(key))))
  const texts = [...tree.expanded].map((key) => respell(JSON.parse(key) as ValuePath, toCamelCase))
  return {
    layer: { ...unreadable(source), values, texts: new Set(texts.map(pathKey)), broken, where },
    problems,
  }
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  return text.slice(start, end === -1 ? undefined : end)
}

/** One fault leads to others on its line. */
function firstOfEachLine(problems: readonly Problem[]): readonly Problem[] {
  return [
    ...new Map(problems.toReversed().map((problem) => [problem.where, problem])).values(),
  ].reverse()
}

/** A layer of a file that gives nothing, and so leaves every key open. */
function unreadable(source: FileSource): Layer {
  return {
    kind: 'file',
    values: {},
    objects: new Set(),
    texts: new Set(),
    broken: new Set(SETTING_KEYS),
    base: dirname(source.path),
    where: () => source.name,
    spell: (path) => formatPath(respell(path, toSnakeCase)),
  }
}

/** Spells a path anew, down to the first level of options; what is deeper is the adapter's own. */
function respell(path: ValuePath, spelling: (key: string) => string): ValuePath {
  const options = path.indexOf(OPTIONS, 1)
  return path.map((segment, index) => {
    const own = options === -1 || index <= options + 1
    return own && typeof segment === 'string' ? spelling(segment) : segment
  })
}

function misspeltKey(path: ValuePath): string {
  const last = String(path.at(-1))
  const meant = didYouMean(
    last,
    path.length === 1 ? SETTING_KEYS.map(toSnakeCase) : [toSnakeCase(last)],
  )
  return `unknown key "${formatPath(path)}"${meant}`
}
