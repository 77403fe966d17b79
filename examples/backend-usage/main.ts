/** Where content can lie: the default, a folder of your own, a bucket; and what deduplication saves there. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { bucketOfEnvironment, emptied } from './bucket.ts'
import { inBucket } from './cloud.ts'
import { inOwnFolder } from './custom-root.ts'
import { onceForAll } from './deduplication.ts'
import { byDefault } from './default.ts'

const ways = {
  default: byDefault,
  'custom root': inOwnFolder,
  cloud: inBucket,
  deduplication: onceForAll,
}

const bucket = bucketOfEnvironment()
for (const [name, run] of Object.entries(ways)) {
  console.log(`\n== ${name}`)
  const folder = await mkdtemp(join(tmpdir(), 'nexus-backend-usage-'))
  // A bucket belongs to one store, so each has a prefix of its own.
  const own = { ...bucket, prefix: basename(folder) }
  await run(folder, own)
  await emptied(own)
  await rm(folder, { recursive: true })
}
