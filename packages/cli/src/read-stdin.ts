import { usageError } from './cli-error.ts'
import type { Io } from './io.ts'

/** The content for a write: the argument, else standard input. */
export function contentFrom(
  io: Io,
  text: string | undefined,
  command: string,
): string | AsyncIterable<Uint8Array | string> {
  if (text !== undefined) return text
  if (io.stdin.isTTY === true)
    throw usageError(
      `"nexus ${command}" needs content.`,
      `Give it as the last argument, or through a pipe: nexus ${command} /path < file`,
    )
  return io.stdin
}
