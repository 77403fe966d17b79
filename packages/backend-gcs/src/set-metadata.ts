import { isNexusError } from '@nexusfs/core/kit'
import type { GcsContext } from './context.ts'
import { encodeMetadata } from './metadata.ts'

interface MetadataResource {
  readonly generation: string
  readonly metageneration: string
  readonly metadata?: Readonly<Record<string, string>>
}

const MOST_TRIES = 5

/** Replaces all metadata. A change of single names is all that Cloud Storage knows, so that those of before are asked for. */
export async function setMetadata(
  { wire, places }: GcsContext,
  key: string,
  metadata: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const subject = { what: 'change metadata of', key }
  const path = places.object(key)
  const fields = 'generation,metageneration,metadata'
  for (let tries = 1; ; tries++) {
    const before = await wire.json<MetadataResource>({
      method: 'GET',
      path,
      query: { fields },
      subject,
      signal,
    })
    const { generation, metageneration } = before
    const dropped = Object.keys(before.metadata ?? {}).map((name) => [name, null])
    try {
      await wire.json({
        method: 'PATCH',
        path,
        query: { ifGenerationMatch: generation, ifMetagenerationMatch: metageneration, fields },
        json: { metadata: { ...Object.fromEntries(dropped), ...encodeMetadata(metadata) } },
        subject: { ...subject, precondition: { ifMatch: generation } },
        signal,
      })
      return
    } catch (error) {
      // Somebody else changed it in between.
      if (!isNexusError(error, 'CONFLICT') || tries === MOST_TRIES) throw error
    }
  }
}
