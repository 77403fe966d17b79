import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readPackages, root } from './workspace.ts'

/** What a program printed, and how it ended. */
export interface ProgramResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Options of {@link runProgram}. */
export interface ProgramOptions {
  readonly cwd: string
  /** Added to an environment without NEXUS_* and npm settings, whose home folder is `cwd`. */
  readonly environment?: Readonly<Record<string, string>>
}

/** Runs a program to its end. Never throws for what the program does. */
export function runProgram(
  command: string,
  args: readonly string[],
  { cwd, environment = {} }: ProgramOptions,
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...plainEnvironment(), HOME: cwd, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** Runs a TypeScript file on the sources of the workspace, with the Node.js that runs the tests. */
export function runSource(
  file: string,
  {
    arguments: given = [],
    ...options
  }: ProgramOptions & { readonly arguments?: readonly string[] },
): Promise<ProgramResult> {
  return runProgram(process.execPath, ['--conditions=nexusfs-source', file, ...given], options)
}

/** Makes an empty temporary folder; `remove` deletes it. */
export function temporaryFolder(name: string): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `nexus-${name}-`))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

const INSTALLED = ['packages', 'plugins', 'examples']

/** Makes a temporary project in which the packages of the workspace are installed. */
export function temporaryProject(name: string): { readonly path: string; remove(): void } {
  const folder = temporaryFolder(name)
  for (const { folder: source, manifest } of readPackages(INSTALLED)) {
    const installed = join(folder.path, 'node_modules', manifest.name)
    mkdirSync(dirname(installed), { recursive: true })
    symlinkSync(join(root, source), installed)
  }
  return folder
}

function plainEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(NEXUS_|npm_(?!config_(registry|cache|userconfig))|VITEST|NODE_(?!EXTRA_CA)|INIT_CWD$|TEST$)/i.test(
        name,
      ),
  )
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']))
}
