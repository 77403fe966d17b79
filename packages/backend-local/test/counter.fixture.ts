import { createBucket } from '@nexusfs/core'
import { bytesSource, collectBytes, isNexusError } from '@nexusfs/core/kit'
import { createLocalBackend } from '../src/index.ts'

/** Raises a counter by compare-and-set as often as told, in competition with other processes. */
const [, , root = '', times = '0'] = process.argv
const bucket = createBucket(createLocalBackend({ root }))

for (let raised = 0; raised < Number(times); ) {
  const { info, body } = await bucket.get('counter')
  const next = Number(Buffer.from(await collectBytes(body)).toString()) + 1
  try {
    const precondition = { ifMatch: info.etag }
    await bucket.put('counter', bytesSource(Buffer.from(String(next))), { precondition })
    raised++
  } catch (error) {
    if (!isNexusError(error, 'CONFLICT')) throw error
  }
}
await bucket.close()
