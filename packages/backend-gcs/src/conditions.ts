import { lostCondition } from '@nexusfs/core/kit'
import type { ObjectPrecondition } from '@nexusfs/core/spec'

/** Generations are 64-bit numbers, which JavaScript cannot hold, so that they stay text. */
const GENERATION = /^[1-9]\d{0,18}$/

/** Whether a text can be a generation. */
export function isGeneration(text: string): boolean {
  return GENERATION.test(text)
}

/** The generation that a condition asks for: `0` for none. @throws `CONFLICT` for what no object has. */
export function expectedGeneration(
  key: string,
  precondition: ObjectPrecondition | undefined,
): string | undefined {
  if (precondition === undefined) return undefined
  if ('ifNoneMatch' in precondition) return '0'
  const generation = generationIn(precondition)
  // Cloud Storage answers such a text with 400, and takes "0" for an absent object.
  if (!isGeneration(generation)) throw lostCondition(key, precondition)
  return generation
}

function generationIn(
  precondition: Exclude<ObjectPrecondition, { readonly ifNoneMatch: '*' }>,
): string {
  if ('ifVersion' in precondition) return precondition.ifVersion
  if ('ifMatch' in precondition) return precondition.ifMatch
  return precondition.ifUnchanged.versionId ?? precondition.ifUnchanged.etag
}
