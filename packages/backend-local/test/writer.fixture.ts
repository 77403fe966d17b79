import { createHash } from 'node:crypto'
import { createBucket } from '@nexusfs/core'
import { createLocalBackend } from '../src/index.ts'

/**
 * Writes, overwrites, renames and deletes objects for ever, each with bytes whose SHA-256 stands in their first line,
 * and tells each acknowledged step on standard output. Killed by the test.
 */
const [, , root = '', seed = '1'] = process.argv
const backend = createBucket(createLocalBackend({ root }))

function content(serial: number): Uint8Array {
  const body = Buffer.alloc(serial % 5 === 0 ? 700_000 : 20_000, `${seed}-${serial} `)
  return Buffer.concat([Buffer.from(`${createHash('sha256').update(body).digest('hex')}\n`), body])
}

async function worker(number: number): Promise<void> {
  for (let serial = number; ; serial += 4) {
    const bytes = content(serial)
    const chunks = async function* () {
      for (let start = 0; start < bytes.length; start += 50_000)
        yield bytes.subarray(start, start + 50_000)
    }
    const source = { rewindable: true, open: () => chunks(), ...(serial % 2 === 0 && { bytes }) }
    const key = `cas/${serial % 7}/${serial}`
    await backend.put(`tmp/${seed}-${serial}`, source)
    await backend.rename(`tmp/${seed}-${serial}`, key)
    tell(`put ${key}`)
    await backend.put(`same/${number}`, source)
    if (serial % 3 === 0) {
      tell(`deleting ${key}`)
      await backend.delete(key)
      tell(`deleted ${key}`)
    }
  }
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`)
}

await Promise.all([0, 1, 2, 3].map(worker))
