import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CAPABILITIES } from '../src/capabilities.ts'
import definition, { createGcsBackend, gcs } from '../src/index.ts'
import { decodeMetadata, encodeMetadata } from '../src/metadata.ts'

async function issuesOf(options: unknown): Promise<readonly string[]> {
  const answer = await definition.options['~standard'].validate(options)
  return (answer.issues ?? []).map(({ message }) => message)
}

describe('options', () => {
  test('all of them are taken', async () => {
    const options = {
      bucket: 'my-bucket.example.com',
      projectId: 'project',
      credentialsPath: '/etc/key.json',
      accessToken: 'token',
      prefix: 'base/',
      storageClass: 'NEARLINE',
      kmsKeyName: 'projects/p/locations/l/keyRings/r/cryptoKeys/k',
      apiEndpoint: 'https://storage.europe-west3.rep.googleapis.com',
    }
    expect(await issuesOf(options)).toEqual([])
    const backend = definition.create(options, {} as never)
    expect(backend.describe()).toEqual({
      type: 'gcs',
      location: 'gs://my-bucket.example.com/base/',
      details: {
        bucket: 'my-bucket.example.com',
        prefix: 'base/',
        endpoint: 'storage.europe-west3.rep.googleapis.com',
        credentials: 'access token',
        project: 'project',
      },
    })
    await backend.close()
  })

  test.each([
    ['bucketName', 'bucket'],
    ['containerName', 'bucket'],
    ['rootPath', 'prefix'],
    ['basePath', 'prefix'],
    ['keyFilename', 'credentials_path'],
    ['endpoint', 'api_endpoint'],
  ])('%s is answered with %s', async (wrong, right) => {
    expect(await issuesOf({ bucket: 'bucket', [wrong]: 'x' })).toEqual([
      expect.stringContaining(`did you mean "${right}"?`),
    ])
  })

  test.each([
    [{}],
    [{ bucket: 'No' }],
    [{ bucket: '..' }],
    [{ bucket: 'a/b' }],
    [{ bucket: 'bucket', storageClass: 'cold' }],
    [{ bucket: 'bucket', kmsKeyName: 'key' }],
    [{ bucket: 'bucket', apiEndpoint: 'ftp://x' }],
    [{ bucket: 'bucket', apiEndpoint: 'https://user:word@example.com' }],
    [{ bucket: 'bucket', apiEndpoint: 'https://example.com/path' }],
    [{ bucket: 'bucket', accessToken: '' }],
    [{ bucket: 'bucket', credentialsPath: 5 }],
  ])('%j is refused', async (options) => {
    expect(await issuesOf(options)).toHaveLength(1)
  })

  test.each([
    ['', ''],
    ['/', ''],
    ['base', 'base/'],
    ['//base/x//', 'base/x/'],
  ])('the prefix %j is %j, and counts as a part of the longest key', (prefix, expected) => {
    const { capabilities, describe: say } = createGcsBackend({ bucket: 'bucket', prefix })
    expect(capabilities.maxKeyBytes).toBe(1024 - expected.length)
    expect(say).toBeDefined()
  })

  test.each(['ftp://x', 'http://x:99999', 'http://'])(
    'the endpoint %j is INVALID_ARGUMENT in code',
    (apiEndpoint) => {
      const create = () => createGcsBackend({ bucket: 'bucket', apiEndpoint })
      expect(create).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
    },
  )

  test('the short name is the same function', () => {
    expect(gcs).toBe(createGcsBackend)
  })
})

describe('metadata', () => {
  test('of any names and values comes back, and travels as headers', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 })
    fc.assert(
      fc.property(
        fc.dictionary(
          text.filter((name) => name !== ''),
          text,
        ),
        (metadata) => {
          const encoded = encodeMetadata(metadata)
          expect(decodeMetadata(encoded)).toEqual({ ...metadata })
          for (const [name, value] of Object.entries(encoded))
            expect(() => new Headers({ [`x-goog-meta-${name}`]: value })).not.toThrow()
        },
      ),
      { seed: Number(process.env.NEXUS_TEST_SEED) },
    )
  })

  test('that others wrote is given as it is, with names in lower case', () => {
    expect(decodeMetadata({ Owner: 'a%20b', x: '=?broken' })).toEqual({
      owner: 'a%20b',
      x: '=?broken',
    })
  })
})

describe('the README', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

  test('has the capabilities of the code', () => {
    const rows = [...readme.matchAll(/^\| `(\w+)` \| (yes|no|when probed|with a key file) \|/gm)]
    const flags = Object.entries(CAPABILITIES).filter(([, value]) => typeof value === 'boolean')
    expect(rows.map(([, name]) => name).sort()).toEqual(flags.map(([name]) => name).sort())
    for (const [, name = '', said] of rows) {
      const declared = CAPABILITIES[name as keyof typeof CAPABILITIES]
      expect([name, said === 'yes']).toEqual([name, declared])
    }
  })

  test('has every option', async () => {
    const source = readFileSync(new URL('../src/options.ts', import.meta.url), 'utf8')
    const names = [...source.matchAll(/^ {2}(\w+): v\./gm)].map(([, name = '']) =>
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    )
    const rows = [...readme.matchAll(/^\| `([a-z_]+)` \|[^|]*\|[^|]*\|$/gm)].map(([, name]) => name)
    expect(names).toHaveLength(8)
    expect(rows).toEqual(expect.arrayContaining(names))
  })
})
