import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Answers, problemsOf, withDefaults } from './answers.ts'
import { CreateError } from './create-error.ts'
import { fill } from './fill.ts'
import { packageJsonOf } from './package-json.ts'

const TEMPLATES = fileURLToPath(new URL('../template/', import.meta.url))

/**
 * Makes a package in a folder: sources, tests, README, manifest. It builds, passes the testkit and can be published.
 * Nothing is installed and nothing outside of the folder is touched.
 * @param folder - Made with its parents when absent; else it must be empty, but for `.git`.
 * @returns The files, relative to the folder, sorted.
 * @throws {@link CreateError} with every answer that is wrong, or a folder that is not empty; nothing was written then.
 */
export async function createPackage(folder: string, answers: Answers): Promise<readonly string[]> {
  const problems = problemsOf(answers)
  if (problems.length > 0) throw new CreateError(problems, 'Correct what is named.')
  const home = resolve(folder)
  await requireEmpty(home)
  const known = withDefaults(answers)
  const files = [
    ['package.json', `${JSON.stringify(packageJsonOf(known), undefined, 2)}\n`] as const,
    ...(await readTemplate('shared')),
    ...(await readTemplate(known.kind)),
  ]
  for (const [file, text] of files) {
    const path = join(home, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, fill(text, known), { flag: 'wx' })
  }
  return files.map(([file]) => file).sort()
}

async function requireEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    const problem = `Cannot use ${folder}: ${error.code === 'ENOTDIR' ? 'it is no folder' : error.message}.`
    throw new CreateError([problem], 'Name a folder that is empty or not there yet.')
  })
  const [first] = entries.filter((entry) => entry !== '.git')
  if (first === undefined) return
  throw new CreateError(
    [
      `The folder ${folder} is not empty: it holds ${first}${entries.length > 1 ? ' and more' : ''}.`,
    ],
    'Name a folder that is empty or not there yet.',
  )
}

/** The files of a template by path; npm packs no `.gitignore`, so a leading `_` stands for the dot. */
async function readTemplate(name: string): Promise<readonly (readonly [string, string])[]> {
  const folder = join(TEMPLATES, name)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  return Promise.all(
    paths.map(
      async (path) =>
        [path.replace(/^_/, '.'), await readFile(join(folder, path), 'utf8')] as const,
    ),
  )
}
