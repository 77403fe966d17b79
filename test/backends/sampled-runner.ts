import { createHash } from 'node:crypto'
import { describe, test } from 'vitest'
import type { TestRunner } from '../../packages/testkit/src/index.ts'

const { NEXUS_TEST_SCALE = '0.05', NEXUS_TEST_SEED = '1' } = process.env

/**
 * Runs many cases at once, since most of each is waiting for the server; in a run at less than full scale only a share
 * of them, which the seed of the run and the name decide.
 */
export function sampledRunner(name: string, share: number): TestRunner {
  const isWhole = Number(NEXUS_TEST_SCALE) >= 1
  return {
    describe: (title, body) => describe.concurrent(title, body),
    test(title, body) {
      if (isWhole || drawn(`${name}\n${title}`) < share) test.concurrent(title, body)
    },
  }
}

/** Evenly spread between 0 and 1. */
function drawn(text: string): number {
  const digest = createHash('sha256').update(`${NEXUS_TEST_SEED}\n${text}`).digest()
  return digest.readUInt32BE() / 2 ** 32
}
