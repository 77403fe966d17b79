import type { TestProject } from 'vitest/node'

/** Prints what repeats this run: the new seed of the property tests, and their scale. */
export default function printSeed(project: TestProject): void {
  const { NEXUS_TEST_SEED: seed, NEXUS_TEST_SCALE: scale } = project.config.env
  project.vitest.logger.log(
    `seed ${seed}, scale ${scale}: NEXUS_TEST_SEED=${seed} repeats this run`,
  )
}
