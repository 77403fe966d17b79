import { isObject, type JsonObject } from './package-json.ts'

const CONDITIONS = new Set(['node', 'import', 'module-sync', 'default'])

/** What a published package exports: pnpm puts `publishConfig.exports` in the place of `exports`. */
export function publishedExports({ exports, publishConfig }: JsonObject): unknown {
  return isObject(publishConfig) && 'exports' in publishConfig ? publishConfig.exports : exports
}

/** The files that `import` gets from a package, relative to it. */
export function importedFiles(exports: unknown): readonly string[] {
  const subpaths = isObject(exports) && Object.keys(exports).every((key) => key.startsWith('.'))
  const targets = subpaths ? Object.values(exports) : [exports]
  return targets.map(resolveTarget).filter((file) => file !== undefined)
}

/** Every file that exports name, under any condition. Patterns are left out. */
export function exportedFiles(exports: unknown): readonly string[] {
  if (typeof exports === 'string') return exports.includes('*') ? [] : [exports]
  if (Array.isArray(exports)) return exports.flatMap(exportedFiles)
  return isObject(exports) ? Object.values(exports).flatMap(exportedFiles) : []
}

function resolveTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return target
  if (Array.isArray(target)) return target.map(resolveTarget).find((file) => file !== undefined)
  if (!isObject(target)) return undefined
  const [first] = Object.entries(target)
    .filter(([condition]) => CONDITIONS.has(condition))
    .map(([, value]) => resolveTarget(value))
    .filter((file) => file !== undefined)
  return first
}
