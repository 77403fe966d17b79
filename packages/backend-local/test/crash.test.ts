import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { type Bucket, createBucket } from '@nexusfs/core'
import { bytesSource, collectBytes } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import { createLocalBackend } from '../src/index.ts'
import { openTestFolder, programArguments } from './folder.ts'

const SCALE = Number(process.env.NEXUS_TEST_SCALE ?? 0.05)

test('after kill -9 every acknowledged object is there and every object is whole', {
  timeout: 600_000,
}, async () => {
  await using opened = await openTestFolder()
  const acknowledged = new Set<string>()
  const uncertain = new Set<string>()
  for (let round = 0; round < Math.ceil(40 * SCALE) + 1; round++) {
    for (const line of await runAndKill(opened.root, round)) {
      const [step = '', key = ''] = line.split(' ')
      if (step === 'put') acknowledged.add(key)
      if (step === 'deleting') uncertain.add(key)
      if (step === 'deleted') acknowledged.delete(key)
    }
    const bucket = createBucket(createLocalBackend({ root: opened.root }))
    const there = await checkAll(bucket)
    for (const key of acknowledged) {
      if (!uncertain.has(key))
        expect(there, `round ${round}: ${key} was acknowledged`).toContain(key)
    }
    // A lock of the killed process is in nobody's way.
    await bucket.put('same/0', bytesSource(seal(Buffer.from('after the crash'))))
    await bucket.close()
  }
  expect(acknowledged.size).toBeGreaterThan(0)
})

/** Lets a writer run for a while, kills it, and gives what it acknowledged. */
async function runAndKill(root: string, round: number): Promise<readonly string[]> {
  const writer = spawn(
    process.execPath,
    programArguments('writer.fixture.ts', root, String(round)),
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let output = ''
  const begun = new Promise<void>((resolve) => {
    writer.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      resolve()
    })
  })
  await begun
  await wait(100 + Math.random() * 300)
  const ended = new Promise((resolve) => writer.once('close', resolve))
  writer.kill('SIGKILL')
  await ended
  return output.split('\n').slice(0, -1)
}

/** Reads every object and compares it with the hash in its first line. */
async function checkAll(bucket: Bucket): Promise<Set<string>> {
  const keys = new Set<string>()
  let cursor: string | undefined
  do {
    const page = await bucket.list({ limit: 100, ...(cursor !== undefined && { cursor }) })
    // A put that was killed may leave the folder that it made, which is empty then.
    for (const { key } of page.objects.filter((object) => !object.key.endsWith('/'))) {
      const bytes = Buffer.from(await collectBytes((await bucket.get(key)).body))
      expect(seal(bytes.subarray(65)).equals(bytes), `${key} is whole`).toBe(true)
      keys.add(key)
    }
    cursor = page.cursor
  } while (cursor !== undefined)
  return keys
}

function seal(body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${createHash('sha256').update(body).digest('hex')}\n`), body])
}
