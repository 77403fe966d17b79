import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TestServer } from '../../../test/servers/index.ts'
import { createAzureBackend } from '../src/index.ts'
import { azure } from './container.ts'
import { runFile } from './run-module.ts'

describe.skipIf(azure.missing !== undefined)('the README', () => {
  test('has an example that runs and prints what it says', async () => {
    const { url, accessKey, secretKey } = azure.server as TestServer
    const connectionString = `DefaultEndpointsProtocol=http;AccountName=${accessKey};AccountKey=${secretKey};BlobEndpoint=${url}`
    const backend = createAzureBackend({ connectionString, container: 'notes' })
    await backend.admin?.ensureBucket()
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    const [, program = ''] = /^```typescript\n([\s\S]*?)^```/m.exec(readme) ?? []
    // Beside the sources, where the packages are found.
    const file = join(import.meta.dirname, `readme-${process.pid}.mts`)
    writeFileSync(file, program)
    try {
      const printed = await runFile(file, { AZURE_STORAGE_CONNECTION_STRING: connectionString })
      const promised = [...program.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(
        ([, line]) => line,
      )
      expect(printed.trimEnd().split('\n')).toEqual(promised)
    } finally {
      rmSync(file)
      await (await backend.native()).delete()
      await backend.close()
    }
  })
})
