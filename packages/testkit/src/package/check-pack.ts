import { spawn } from 'node:child_process'
import { posix } from 'node:path'
import type { ProvidedRow } from './manifest.ts'
import { exportedFiles, publishedExports } from './package-exports.ts'
import { isObject, type JsonObject } from './package-json.ts'
import { type PackageProblem, problemsOf } from './package-problem.ts'

const report = problemsOf('pack')
const DOCUMENT = /^(?:package\.json|(?:readme|licen[cs]e|notice|changelog)(?:\.[a-z]+)?)$/i
const STRAY: readonly RegExp[] = [
  /(?:^|\/)\./,
  /(?:^|\/)(?:node_modules|tests?|__tests__|coverage)\//,
  /\.(?:test|spec|fixture)\.[cm]?[jt]sx?(?:\.map)?$/,
  /(?<!\.d)\.[cm]?tsx?$/,
  /(?:^|\/)(?:tsconfig[^/]*\.json|[^/]+\.config\.[cm]?[jt]s)$/,
  /(?:^|\/)(?:package-lock\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?)$/,
  /\.(?:tsbuildinfo|log|tgz)$/,
]

/** Whether npm would pack what the package names, and nothing that does not belong to it. */
export async function checkPack(
  folder: string,
  packageJson: JsonObject,
  rows: readonly ProvidedRow[],
): Promise<readonly PackageProblem[]> {
  const answer = await listPacked(folder)
  if ('failure' in answer) {
    return [report(`npm cannot pack the package: ${answer.failure}`, 'Correct what npm says.')]
  }
  const packed = new Set(answer.files)
  const named = namedFiles(packageJson, rows)
  return [
    ...named.filter((file) => !packed.has(file)).map(missing),
    ...answer.files.filter((file) => isStray(file, named, packageJson)).map(stray),
  ]
}

/** Files that the package.json points to, without `./`. */
function namedFiles(packageJson: JsonObject, rows: readonly ProvidedRow[]): readonly string[] {
  const { bin, main, types } = packageJson
  const files = [
    ...rows.flatMap(({ entry, options }) => [entry, options]),
    ...exportedFiles(publishedExports(packageJson)),
    ...(isObject(bin) ? Object.values(bin) : [bin]),
    main,
    types,
  ]
  const paths = files.filter((file) => typeof file === 'string')
  return [...new Set(paths.map((file) => posix.normalize(file)))]
}

/** Named files, what lies in their folders, and documents belong to a package; tests and settings never do. */
function isStray(file: string, named: readonly string[], packageJson: JsonObject): boolean {
  if (named.includes(file)) return false
  if (STRAY.some((pattern) => pattern.test(file))) return true
  if (DOCUMENT.test(file)) return false
  const folders = named.map((name) => posix.dirname(name)).filter((name) => name !== '.')
  const { files } = packageJson
  const listed = Array.isArray(files) ? files.map((name) => posix.normalize(String(name))) : []
  return !listed.includes(file) && !folders.some((name) => file.startsWith(`${name}/`))
}

function missing(file: string): PackageProblem {
  return report(
    `package.json names ${file}, which is not packed.`,
    'Build the package, and list its folder in "files".',
  )
}

function stray(file: string): PackageProblem {
  return report(`${file} would be packed.`, 'Leave it out: list only what users need in "files".')
}

type Packed = { readonly files: readonly string[] } | { readonly failure: string }

async function listPacked(folder: string): Promise<Packed> {
  const { output, errors } = await runNpm(folder, PACK)
  try {
    // npm gives a list; some versions an object by name of package.
    const [first] = Object.values(JSON.parse(output) as object) as readonly {
      readonly files: readonly { readonly path: string }[]
    }[]
    return { files: (first?.files ?? []).map(({ path }) => path) }
  } catch {
    return { failure: errors.trim() || output.trim() || 'it gave no answer' }
  }
}

const PACK = [
  'pack',
  '--dry-run',
  '--json',
  '--ignore-scripts',
  '--loglevel=error',
  '--update-notifier=false',
]

function runNpm(
  folder: string,
  args: readonly string[],
): Promise<{ readonly output: string; readonly errors: string }> {
  return new Promise((resolve) => {
    let output = ''
    let errors = ''
    // On Windows npm is a script of the shell; no argument comes from outside.
    const shell = process.platform === 'win32'
    const child = spawn('npm', args, { cwd: folder, shell, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString()
    })
    child.on('error', (error) => resolve({ output, errors: error.message }))
    child.on('close', () => resolve({ output, errors }))
  })
}
