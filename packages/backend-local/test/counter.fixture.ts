import { createBucket } from '@nexusfs/core'
import { bytesSource, collectBytes, isNexusError } from '@nexusfs/core/kit'
import { createLocalBackend } from '../src/index.ts'

/** Raises a counter by compare-and-set as often as told, in competition with other processes. */
const [, , root = '', times = '0', kept = ''] = process.argv
const keeps = kept === 'kept'
const bucket = createBucket(createLocalBackend({ root, versioning: keeps, metadataFiles: keeps }))

for (let raised = 0; raised < Number(times); ) {
  const { info, body } = await bucket.get('counter')
  const next = Number(Buffer.from(await collectBytes(body)).toString()) + 1
  try {
    const precondition = { ifMatch: info.etag }
    const metadata = keeps ? { metadata: { count: String(next) } } : {}
    await bucket.put('counter', bytesSource(Buffer.from(String(next))), {
      precondition,
      ...metadata,
    })
    raised++
  } catch (error) {
    if (!isNexusError(error, 'CONFLICT')) throw error
  }
}
await bucket.close()
