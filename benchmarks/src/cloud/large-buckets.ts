/** The sides of a comparison with large bodies; each loads its own libraries only, so that others count for no memory. */
import { openAsBlob } from 'node:fs'
import { Readable } from 'node:stream'
import type { LargeBucket, Transfer } from './transfer.ts'

/** Opens the side that a transfer is about. */
export function openLargeBucket(transfer: Transfer): Promise<LargeBucket> {
  return transfer.mount === undefined ? openBare(transfer) : openMount(transfer, transfer.mount)
}

async function openBare({ place, prefix }: Transfer): Promise<LargeBucket> {
  const { openBareS3 } = await import('./bare-s3.ts')
  const bare = openBareS3(place)
  const at = (name: string): string => `${prefix}/${name}`
  return {
    put: (name, body) => bare.putLarge(at(name), isChunks(body) ? readable(body) : body),
    get: (name) => bare.getLarge(at(name)),
    close: () => bare.close(),
  }
}

async function openMount(
  { place, prefix, folder }: Transfer,
  how: NonNullable<Transfer['mount']>,
): Promise<LargeBucket> {
  const [{ openS3 }, { MOUNT, openMounted }] = await Promise.all([
    import('./s3-adapter.ts'),
    import('./mounted.ts'),
  ])
  const nexus = await openMounted(folder, await openS3(place, prefix), how)
  const at = (name: string): string => `${MOUNT}/${name}`
  return {
    async put(name, body) {
      const content = 'file' in body ? await openAsBlob(body.file) : body
      await nexus.write(at(name), isChunks(content) ? readable(content) : content)
    },
    get: (name) => nexus.readStream(at(name)),
    close: () => nexus.close(),
  }
}

function isChunks(body: object): body is AsyncIterable<Uint8Array> {
  return Symbol.asyncIterator in body
}

function readable(chunks: AsyncIterable<Uint8Array>): Readable {
  return Readable.from(chunks, { objectMode: false })
}
