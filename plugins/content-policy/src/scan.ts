import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Detector } from './detector.ts'

/** What looks like a secret. */
export interface Finding {
  /** Name of the detector. */
  readonly name: string
  /** From 1. */
  readonly line: number
}

/** Bytes that are looked at in one turn of the event loop. */
const WINDOW = 256 * 1024
/** Characters in front of a window that are looked at again, for what lies across its edge. */
const OVERLAP = 8 * 1024

/** The first finding of any detector in content; never what was found. Bounded memory, whatever the size. */
export async function findSecret(
  chunks: AsyncIterable<Uint8Array>,
  detectors: readonly Detector[],
): Promise<Finding | undefined> {
  if (detectors.length === 0) return undefined
  const scanner = new Scanner(detectors)
  for await (const chunk of chunks)
    for (let start = 0; start < chunk.byteLength; start += WINDOW) {
      const finding = scanner.scan(chunk.subarray(start, start + WINDOW))
      if (finding !== undefined) return finding
      if (start + WINDOW < chunk.byteLength) await nextTurn()
    }
  return undefined
}

/** The same in text. */
export function findSecretIn(text: string, detectors: readonly Detector[]): Finding | undefined {
  return new Scanner(detectors).scan(Buffer.from(text))
}

class Scanner {
  readonly #detectors: readonly Detector[]
  #tail = ''
  /** Ends of lines before the tail. */
  #lines = 0
  #isCut = false

  constructor(detectors: readonly Detector[]) {
    this.#detectors = detectors
  }

  scan(bytes: Uint8Array): Finding | undefined {
    const text = this.#tail + textOf(bytes)
    // What begins where the tail was cut lay in the window before as a whole, or only looks as if it began there.
    const from = this.#isCut ? 1 : 0
    for (const { name, find } of this.#detectors) {
      const index = find(text, from)
      if (index >= 0) return { name, line: this.#lines + linesIn(text.slice(0, index)) + 1 }
    }
    const cut = Math.max(0, text.length - OVERLAP)
    this.#lines += linesIn(text.slice(0, cut))
    this.#isCut ||= cut > 0
    this.#tail = text.slice(cut)
    return undefined
  }
}

/** One character for each byte, without the zero bytes that UTF-16 puts between those of ASCII. */
function textOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  return text.includes('\0') ? text.replaceAll('\0', '') : text
}

function linesIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1
  return count
}
