import { access, constants, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { CheckResult } from '@nexusfs/core/spec'
import { localError, systemCode } from './local-errors.ts'

/** Whether the root, or the folder in which it will be made, can be read and written and has space. Writes nothing. */
export async function checkRoot(root: string): Promise<CheckResult> {
  try {
    return await checkFolder(root)
  } catch (error) {
    if (systemCode(error) === 'ENOENT' && dirname(root) !== root) return checkRoot(dirname(root))
    const { code, message, hint } = localError(error, { what: 'use', key: root })
    return { ok: false, code, problem: message, hint: hint ?? 'Choose another root.' }
  }
}

async function checkFolder(folder: string): Promise<CheckResult> {
  if (!(await stat(folder)).isDirectory()) {
    return {
      ok: false,
      code: 'NOT_A_DIRECTORY',
      problem: `${folder} is not a folder.`,
      hint: 'Give the path of a folder as root.',
    }
  }
  await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  const { bavail } = await statfs(folder)
  if (bavail > 0) return { ok: true }
  return {
    ok: false,
    code: 'NO_SPACE',
    problem: `The disk of ${folder} is full.`,
    hint: 'Free space, or choose a root on another disk.',
  }
}
