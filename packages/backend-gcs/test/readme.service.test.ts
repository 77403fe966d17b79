import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { serverOf } from '../../../test/servers/index.ts'
import { newBucket } from './bucket.ts'

const { server, missing } = serverOf('gcs')
const file = fileURLToPath(new URL('../README.md', import.meta.url))
const readme = readFileSync(file, 'utf8')
const example = /^```typescript\n([\s\S]*?)^```/m.exec(readme)?.[1] ?? ''
const promised = [...example.matchAll(/\/\/ (.*)$/gm)].map(([, line]) => line)

const title = `the example of the README runs and prints what it says${missing ? ` (${missing})` : ''}`

test.skipIf(server === undefined || !server.url.startsWith('http://127.0.0.1'))(title, async () => {
  if (server === undefined) return
  await (await newBucket(server, { bucket: 'my-bucket' })).close()
  const options = ['--conditions=nexusfs-source', '--input-type=module', '--eval', example]
  const { stdout, stderr } = await promisify(execFile)(process.execPath, options, {
    cwd: dirname(file),
    env: { PATH: process.env.PATH, STORAGE_EMULATOR_HOST: server.url },
  })
  expect(stderr).toBe('')
  expect(stdout.trimEnd().split('\n')).toEqual(promised)
})
