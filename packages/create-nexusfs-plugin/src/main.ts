import { basename, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Answers, KINDS, withDefaults } from './answers.ts'
import { ask, type Given } from './ask.ts'
import { CreateError } from './create-error.ts'
import { createPackage } from './create-package.ts'

/** What the command touches besides the folder that it makes. */
export interface MainIo {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined }
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean | undefined }
  readonly env: Readonly<Record<string, string | undefined>>
  /** The working directory, absolute. */
  readonly cwd: string
}

const HELP = `Usage: npm create nexusfs-plugin [FOLDER] -- [options]

Makes a package for Nexus: sources in TypeScript, tests, README. It builds, passes
the contract suites and can be published as it is.

  --kind <kind>         ${Object.keys(KINDS).join(', ')}
  --type <type>         what users write in nexus.yaml, or after "nexus"
  --name <name>         of the package; default nexusfs-<kind>-<type>
  --title <text>        for people; default made of the type
  --description <text>  one sentence
  -y, --yes             ask nothing
  -h, --help            show this help

FOLDER is the name of the package by default. On a terminal what is missing is asked for.
`

const OPTIONS = {
  kind: { type: 'string' },
  type: { type: 'string' },
  name: { type: 'string' },
  title: { type: 'string' },
  description: { type: 'string' },
  yes: { type: 'boolean', short: 'y' },
  help: { type: 'boolean', short: 'h' },
} as const

/**
 * Runs one command line of `npm create nexusfs-plugin`.
 * @returns 0, 1 for a failure, 2 for what cannot be done as it was asked, 130 when the user left.
 */
export async function main(args: readonly string[], io: MainIo = processIo()): Promise<number> {
  try {
    return await run(args, io)
  } catch (error) {
    const usage = error instanceof CreateError || isUsageError(error)
    const problems = error instanceof CreateError ? error.problems : [messageOf(error)]
    const hint = error instanceof CreateError ? error.hint : '--help shows how it is used.'
    for (const problem of problems) io.stderr.write(`create-nexusfs-plugin: ${problem}\n`)
    io.stderr.write(`  hint: ${hint}\n`)
    return usage ? 2 : 1
  }
}

async function run(args: readonly string[], io: MainIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  })
  if (values.help === true) {
    io.stdout.write(HELP)
    return 0
  }
  const [folder, surplus] = positionals
  if (surplus !== undefined) {
    throw new CreateError([`There are two folders: ${folder} and ${surplus}.`], 'Name one.')
  }
  const { yes = false, help: _, ...given } = values
  const asks = !yes && io.stdin.isTTY === true && io.stderr.isTTY === true
  const answers = asks ? await ask(given, { input: io.stdin, output: io.stderr }) : required(given)
  if (answers === undefined) {
    io.stderr.write('\nNothing was made.\n')
    return 130
  }
  await make(answers, folder, io)
  return 0
}

async function make(answers: Answers, folder: string | undefined, io: MainIo): Promise<void> {
  const { name } = withDefaults(answers)
  const path = resolve(io.cwd, folder ?? basename(name))
  const files = await createPackage(path, answers)
  const place = relative(io.cwd, path) || '.'
  io.stdout.write(`Made ${name} in ${place}: ${files.length} files.\n\n${nextSteps(place, io.env)}`)
}

function required({ kind, type, ...given }: Given): Answers {
  const missing = Object.entries({ kind, type }).filter(([, value]) => value === undefined)
  if (missing.length > 0) {
    throw new CreateError(
      missing.map(([flag]) => `--${flag} is missing, and there is no terminal to ask on.`),
      `Give --kind <${Object.keys(KINDS).join('|')}> --type <type>.`,
    )
  }
  // What is no kind is found with everything else that is wrong.
  return { ...given, kind: kind as Answers['kind'], type: type ?? '' }
}

function nextSteps(place: string, env: MainIo['env']): string {
  const manager = /^(npm|pnpm|yarn|bun)\//.exec(env.npm_config_user_agent ?? '')?.[1] ?? 'npm'
  const steps = [
    ...(place === '.' ? [] : [`cd ${quoted(place)}`]),
    `${manager} install`,
    `${manager} run test`,
    `${manager} publish`,
  ]
  return `Next:\n${steps.map((step) => `  ${step}\n`).join('')}`
}

function quoted(path: string): string {
  return /^[\w@./-]+$/.test(path) ? path : JSON.stringify(path)
}

function isUsageError(error: unknown): boolean {
  return (
    error instanceof TypeError && String(Reflect.get(error, 'code')).startsWith('ERR_PARSE_ARGS')
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function processIo(): MainIo {
  const { stdin, stdout, stderr, env } = process
  return { stdin, stdout, stderr, env, cwd: process.cwd() }
}
