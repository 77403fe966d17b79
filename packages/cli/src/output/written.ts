import type { WriteResult } from '@nexusfs/core'
import type { Context } from '../command.ts'
import { escapeForTerminal } from './escape.ts'
import { formatSize, isoTime } from './format.ts'

/** Tells about a write: the whole answer as JSON, a note for people. */
export async function printWritten(
  { output }: Context,
  verb: string,
  result: WriteResult,
): Promise<void> {
  const json = { ...result, modifiedAt: isoTime(result.modifiedAt) }
  await output.document(json, () => [])
  const path = escapeForTerminal(result.path)
  output.note(`${verb} ${path} (${formatSize(result.size)}, version ${result.version})`)
}

/** Tells about a change without content. */
export async function printChanged(
  { output }: Context,
  text: string,
  result: object,
): Promise<void> {
  await output.document(result, () => [])
  output.note(escapeForTerminal(text))
}

/** Tells what a dry run would do. */
export async function printPlanned(
  { output }: Context,
  text: string,
  plan: { readonly action: string; readonly path: string } & Readonly<Record<string, unknown>>,
): Promise<void> {
  await output.document({ dryRun: true, ...plan }, () => `would ${output.name(text)}`)
}
