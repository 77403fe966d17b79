import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { preProcessFile } from 'typescript'
import { root } from './workspace.ts'

/** One import, `export from`, `import()` or import type of a source file. */
export interface Import {
  /** The importing file, relative to the root. */
  readonly from: string
  /** As written. */
  readonly specifier: string
  /** The imported file, relative to the root, where the specifier is relative. */
  readonly to?: string
  /** Loaded with the file: neither `import type` nor `import()`. */
  readonly eager: boolean
}

/** Lists every import of the TypeScript files that match, test files left out. */
export function importsOf(glob: string): readonly Import[] {
  return sourcesOf(glob).flatMap((from) => {
    const text = readFileSync(join(root, from), 'utf8')
    return preProcessFile(text).importedFiles.map(({ fileName, pos }) => ({
      from,
      specifier: fileName,
      ...(fileName.startsWith('.') && { to: relative(root, join(root, dirname(from), fileName)) }),
      eager: isEager(text, pos),
    }))
  })
}

/** Whether the statement whose specifier stands at `position` loads something when the file is loaded. */
function isEager(text: string, position: number): boolean {
  const before = text.slice(0, position)
  if (/\(\s*['"]?$/.test(before)) return false
  const statements = [...before.matchAll(/^(?:import|export) (type )?[^'"]*['"]?$/gm)]
  return statements.at(-1)?.[1] === undefined
}

/** Lists the TypeScript files that match, relative to the root, test files left out. */
export function sourcesOf(glob: string): readonly string[] {
  return globSync(glob, { cwd: root, exclude: ['**/node_modules/**', '**/*.test.ts'] }).sort()
}

/** The package that a specifier names, or `undefined` for relative ones and built-in modules. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

/** Finds one cycle of eager imports as a list of files that begins and ends with the same, or `undefined`. */
export function findCycle(imports: readonly Import[]): readonly string[] | undefined {
  const targets = new Map<string, string[]>()
  for (const { from, to, eager } of imports) {
    if (to !== undefined && eager) targets.set(from, [...(targets.get(from) ?? []), to])
  }
  const finished = new Set<string>()
  const visit = (file: string, trail: readonly string[]): readonly string[] | undefined => {
    const seenAt = trail.indexOf(file)
    if (seenAt >= 0) return [...trail.slice(seenAt), file]
    if (finished.has(file)) return undefined
    for (const target of targets.get(file) ?? []) {
      const cycle = visit(target, [...trail, file])
      if (cycle !== undefined) return cycle
    }
    finished.add(file)
    return undefined
  }
  for (const file of targets.keys()) {
    const cycle = visit(file, [])
    if (cycle !== undefined) return cycle
  }
  return undefined
}
