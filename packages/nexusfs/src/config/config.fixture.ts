import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Surroundings } from '../connect-options.ts'

/** A working directory and a home folder of a test's own, with files in them. */
export function workspaceOf(
  files: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
): Surroundings {
  const root = mkdtempSync(join(tmpdir(), 'nexusfs-config-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const surroundings = { env, cwd: join(root, 'project'), home: join(root, 'home') }
  for (const folder of [surroundings.cwd, surroundings.home]) mkdirSync(folder)
  for (const [name, text] of Object.entries(files)) {
    const path = name.startsWith('~/')
      ? join(surroundings.home, name.slice(2))
      : join(surroundings.cwd, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  return surroundings
}
