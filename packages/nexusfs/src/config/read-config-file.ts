import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'

const MAX_BYTES = 1024 * 1024

/** A configuration file as it was read. */
export type ConfigFile =
  | { readonly text: string }
  | { readonly absent: true }
  | { readonly problem: string }

/** Reads a text file of at most 1 MiB. */
export function readConfigFile(path: string): ConfigFile {
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch (error) {
    return isAbsent(error) ? { absent: true } : { problem: reasonOf(error) }
  }
  try {
    const { size, ...stats } = describeFile(descriptor)
    if (!stats.isFile) return { problem: 'it is not a file' }
    if (size > MAX_BYTES) return { problem: `it has ${size} bytes, at most ${MAX_BYTES} are read` }
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(descriptor)) }
  } catch (error) {
    return { problem: error instanceof TypeError ? 'it is not UTF-8' : reasonOf(error) }
  } finally {
    closeSync(descriptor)
  }
}

function describeFile(descriptor: number): { readonly size: number; readonly isFile: boolean } {
  const stats = fstatSync(descriptor)
  return { size: stats.size, isFile: stats.isFile() }
}

function isAbsent(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

function reasonOf(error: unknown): string {
  const code = codeOf(error)
  if (code === 'EACCES' || code === 'EPERM') return 'it cannot be read: permission denied'
  return `it cannot be read (${code ?? 'unknown reason'})`
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
}
