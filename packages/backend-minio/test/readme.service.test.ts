import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { serverOf } from '../../../test/servers/index.ts'
import { packageFile } from './recorded.ts'

const { server, missing } = serverOf('minio')

describe.skipIf(missing)('the README', () => {
  test('has an example that runs, with credentials of the environment, and prints what it says', () => {
    const readme = readFileSync(packageFile('README.md'), 'utf8')
    const [, program = ''] = /^```typescript\n(.*?)^```/ms.exec(readme) ?? []
    // Below the package, so that it finds the package by its name.
    const folder = mkdtempSync(join(packageFile('test'), '.readme-'))
    try {
      writeFileSync(join(folder, 'example.mts'), program)
      const { url = '', accessKey = '', secretKey = '' } = server ?? {}
      const printed = execFileSync(
        process.execPath,
        ['--conditions=nexusfs-source', join(folder, 'example.mts')],
        {
          env: {
            ...process.env,
            MINIO_URL: url,
            MINIO_ACCESS_KEY: accessKey,
            MINIO_SECRET_KEY: secretKey,
          },
        },
      )
      expect(printed.toString()).toBe('true\nhello\n')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
