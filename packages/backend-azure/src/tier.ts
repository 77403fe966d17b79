import { NexusError } from '@nexusfs/core/kit'
import { AZURE_TIERS, type AzureTier } from './options.ts'

/** The tier as Azure spells it. @throws `INVALID_ARGUMENT`. */
export function tierOf(tier: string): AzureTier {
  const known = AZURE_TIERS.find((name) => name.toLowerCase() === tier.toLowerCase())
  if (known !== undefined) return known
  throw new NexusError('INVALID_ARGUMENT', `${JSON.stringify(tier)} is no tier of Azure.`, {
    hint: `Give one of ${AZURE_TIERS.join(', ')}.`,
  })
}
