import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { type ProgramResult, runProgram, temporaryFolder } from '../kit/program.ts'
import type { Registry } from './registry.ts'

/** The package managers that projects are tried with. */
export type Manager = 'npm' | 'pnpm'

/** A project outside of the workspace, whose packages come from a registry. */
export interface Project {
  readonly path: string
  /** Adds packages, or installs what package.json names. @throws Error with what was printed, when it fails. */
  install(...packages: readonly string[]): Promise<void>
  /** Runs a program of the package manager. @throws Error with what was printed, when it fails. */
  manage(...args: readonly string[]): Promise<string>
  /** Runs `nexus` as it was installed. */
  nexus(...args: readonly string[]): Promise<ProgramResult>
  /** Runs a module with this text. */
  runModule(text: string): Promise<ProgramResult>
  write(file: string, text: string): void
  read(file: string): string
  remove(): void
}

/** Makes an empty project. Programs in it have it as their home. */
export function emptyProject(registry: Registry, manager: Manager): Project {
  const folder = temporaryFolder(`${manager}-project`)
  return projectIn(registry, manager, folder.path, folder.remove)
}

/** Opens a folder with a package.json, or none. */
export function projectIn(
  registry: Registry,
  manager: Manager,
  path: string,
  remove: () => void = () => {},
): Project {
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(path, file)), { recursive: true })
    writeFileSync(join(path, file), text)
  }
  const manage = async (...args: readonly string[]) => {
    const environment = managerEnvironment(registry, path)
    const result = await runProgram(manager, args, { cwd: path, environment })
    if (result.code === 0) return result.stdout
    throw new Error(`${manager} ${args.join(' ')} failed:\n${result.stdout}\n${result.stderr}`)
  }
  write('.npmrc', registry.npmrc)
  // What is published here is seconds old, which pnpm takes for a risk.
  if (manager === 'pnpm') write('pnpm-workspace.yaml', 'minimumReleaseAge: 0\n')
  return {
    path,
    manage,
    async install(...packages) {
      const verb = manager === 'pnpm' && packages.length > 0 ? 'add' : 'install'
      const quietly = manager === 'npm' ? ['--no-audit', '--no-fund'] : []
      await manage(verb, ...quietly, ...packages)
    },
    nexus: (...args) => runProgram(join(path, 'node_modules/.bin/nexus'), args, { cwd: path }),
    runModule(text) {
      write('program.mjs', text)
      return runProgram(process.execPath, ['program.mjs'], { cwd: path })
    },
    write,
    read: (file) => readFileSync(join(path, file), 'utf8'),
    remove,
  }
}

/** Settings of nobody, and the registry also where it would be looked for first. */
function managerEnvironment({ url }: Registry, path: string): Record<string, string> {
  return {
    HOME: homedir(),
    XDG_CONFIG_HOME: path,
    npm_config_cache: npmCache(path),
    npm_config_registry: url,
    npm_config_userconfig: join(path, 'no-settings'),
    npm_config_loglevel: 'error',
    npm_config_update_notifier: 'false',
  }
}

/**
 * A cache of its own, as `npm create` runs again what it once installed of a version, and with the downloads of this
 * machine, as those are known by their hashes.
 */
function npmCache(path: string): string {
  const cache = join(path, '.npm-cache')
  const shared = join(homedir(), '.npm/_cacache')
  mkdirSync(shared, { recursive: true })
  mkdirSync(cache, { recursive: true })
  if (!existsSync(join(cache, '_cacache'))) symlinkSync(shared, join(cache, '_cacache'))
  return cache
}
