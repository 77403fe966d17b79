import { NexusError } from '../errors/index.ts'
import { isBinary } from '../kit/is-binary.ts'

/** Bytes of the largest content that is compared line by line. */
export const MAX_DIFF_BYTES = 8 * 1024 * 1024
/** Lines added and removed of the greatest difference that is looked for: the time grows with its square. */
const MAX_EDITS = 4_000
/** Milliseconds that looking for it may take. */
const TIMEOUT_MS = 1_000

/** One side of a diff of text. */
export interface TextSide {
  /** Named in the header; `/dev/null` where there is nothing. */
  readonly name: string
  /** Told after the name. */
  readonly label?: string | undefined
  readonly bytes: Uint8Array
}

/** A unified diff. */
export interface UnifiedDiff {
  readonly patch: string
  readonly added: number
  readonly removed: number
}

/**
 * The unified diff of two texts, malformed bytes shown as U+FFFD; `undefined` when one of them is binary or larger than
 * 8 MiB, or when they differ in more than 4,000 lines or take more than a second to compare.
 * @throws `INVALID_ARGUMENT` when `context` is no number of lines.
 */
export async function unifiedDiff(
  before: TextSide,
  after: TextSide,
  context = 3,
): Promise<UnifiedDiff | undefined> {
  checkContext(context)
  for (const { bytes } of [before, after])
    if (bytes.byteLength > MAX_DIFF_BYTES || isBinary(bytes)) return undefined
  const { FILE_HEADERS_ONLY, formatPatch, structuredPatch } = await import('diff')
  const patch = structuredPatch(
    before.name,
    after.name,
    textOf(before),
    textOf(after),
    before.label,
    after.label,
    { context, maxEditLength: MAX_EDITS, timeout: TIMEOUT_MS },
  )
  if (patch === undefined) return undefined
  const lines = patch.hunks.flatMap((hunk) => hunk.lines)
  return {
    patch: formatPatch(patch, FILE_HEADERS_ONLY),
    added: lines.filter((line) => line.startsWith('+')).length,
    removed: lines.filter((line) => line.startsWith('-')).length,
  }
}

/** @throws `INVALID_ARGUMENT` when it is no number of lines. */
export function checkContext(context: number | undefined): void {
  if (context === undefined || (Number.isSafeInteger(context) && context >= 0)) return
  throw new NexusError('INVALID_ARGUMENT', `context: ${context} is no number of lines.`, {
    hint: 'Give a whole number, 0 or more.',
  })
}

function textOf({ bytes }: TextSide): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}
