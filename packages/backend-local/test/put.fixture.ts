import { createBucket } from '@nexusfs/core'
import { bytesSource, onceSource } from '@nexusfs/core/kit'
import { createLocalBackend } from '../src/index.ts'

/** Performs one call on a root, for a test that watches its system calls; says what went wrong, if anything did. */
const [, , root = '', call = '', size = '0'] = process.argv
const backend = createBucket(createLocalBackend({ root }))
const bytes = new Uint8Array(Number(size))

async function* chunks(): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 65_536)
    yield bytes.subarray(start, start + 65_536)
}

const calls: Readonly<Record<string, () => Promise<unknown>>> = {
  put: () => backend.put('new/deep/object', bytesSource(bytes)),
  stream: () => backend.put('new/deep/object', onceSource(chunks())),
  rename: () => backend.rename('from/object', 'to/object'),
  delete: () => backend.delete('from/object'),
}

try {
  await calls[call]?.()
  process.stdout.write('ok')
} catch (error) {
  process.stdout.write((error as { code?: string }).code ?? String(error))
}
await backend.close()
