import { expect, test } from 'vitest'
import { failure, recorded } from './recorded.ts'

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

interface Row {
  readonly name: string
  readonly type?: string
  readonly version?: string
  readonly current?: boolean
  readonly folder?: boolean
}

/** A page as Azure writes it. */
function page(rows: readonly Row[], prefixes: readonly string[] = [], next = ''): string {
  const blobs = rows.map(
    ({ name, type = 'BlockBlob', version, current, folder }) =>
      `<Blob><Name>${escaped(name)}</Name>${version ? `<VersionId>${version}</VersionId>` : ''}${
        current ? '<IsCurrentVersion>true</IsCurrentVersion>' : ''
      }<Properties><Last-Modified>Sat, 21 Nov 2026 10:00:00 GMT</Last-Modified><Etag>0x1</Etag><Content-Length>3</Content-Length><BlobType>${type}</BlobType><AccessTier>Hot</AccessTier></Properties>${
        folder ? '<Metadata><hdi_isfolder>true</hdi_isfolder></Metadata>' : ''
      }</Blob>`,
  )
  const rolled = prefixes.map((name) => `<BlobPrefix><Name>${escaped(name)}</Name></BlobPrefix>`)
  return `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="http://x/" ContainerName="things"><Blobs>${blobs.join('')}${rolled.join('')}</Blobs><NextMarker>${next}</NextMarker></EnumerationResults>`
}

const answer = (body: string) => ({ headers: { 'content-type': 'application/xml' }, body })

test('a page is one request for that many names, and its cursor is Azure’s own place', async () => {
  await using azure = await recorded(
    ({ query }) =>
      answer(
        query.marker ? page([{ name: 'p/c' }]) : page([{ name: 'p/a' }, { name: 'p/b' }], [], 'm1'),
      ),
    { prefix: 'p' },
  )
  const first = await azure.backend.list({ limit: 2, prefix: 'x' })
  expect(first.objects).toEqual([
    { key: 'a', size: 3, etag: '0x1', modifiedAt: Date.UTC(2026, 10, 21, 10), tier: 'Hot' },
    { key: 'b', size: 3, etag: '0x1', modifiedAt: Date.UTC(2026, 10, 21, 10), tier: 'Hot' },
  ])
  const second = await azure.backend.list({ limit: 2, prefix: 'x', cursor: first.cursor })
  expect([second.objects.map(({ key }) => key), second.cursor]).toEqual([['c'], undefined])
  expect(azure.server.requests.map(({ query }) => query)).toEqual([
    { restype: 'container', comp: 'list', maxresults: '2', prefix: 'p/x' },
    { restype: 'container', comp: 'list', maxresults: '2', prefix: 'p/x', marker: 'm1' },
  ])
})

test('prefixes are rolled up by Azure', async () => {
  await using azure = await recorded(() => answer(page([{ name: 'a' }], ['b/'])))
  const { objects, prefixes } = await azure.backend.list({ limit: 10, delimiter: '/' })
  expect([objects.map(({ key }) => key), prefixes]).toEqual([['a'], ['b/']])
  expect(azure.only().query.delimiter).toBe('/')
})

test('startAfter begins at its place, which comes along and is left out', async () => {
  await using azure = await recorded(() => answer(page([{ name: 'b' }, { name: 'c' }])))
  const { objects } = await azure.backend.list({ limit: 10, startAfter: 'b' })
  expect(objects.map(({ key }) => key)).toEqual(['c'])
  expect(azure.only().query).toMatchObject({ startFrom: 'b', maxresults: '11' })
})

test('a server that does not know where to begin is read from its beginning, with the same outcome', async () => {
  const names = ['a', 'b', 'c', 'd', 'e']
  await using azure = await recorded(({ query }) => {
    const from = names.indexOf(query.marker ?? 'a')
    return answer(page([{ name: names[from] ?? '' }], [], names[from + 1] ?? ''))
  })
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const { objects, cursor: next } = await azure.backend.list({
      limit: 1,
      startAfter: 'c',
      cursor,
    })
    seen.push(...objects.map(({ key }) => key))
    cursor = next
  } while (cursor !== undefined)
  expect(seen).toEqual(['d', 'e'])
})

test('nothing after startAfter needs no request', async () => {
  await using azure = await recorded(() => answer(page([])))
  expect(await azure.backend.list({ limit: 1, prefix: 'b/', startAfter: 'c' })).toEqual({
    objects: [],
    prefixes: [],
  })
  expect(azure.server.requests).toEqual([])
})

test('names sorted by UTF-16 come in byte order, over the border of pages too', async () => {
  const byUtf16 = ['a', '\u{1f389}', '\u{1f38a}', '\uffee', '\uffef']
  await using azure = await recorded(({ query }) => {
    const from = query.marker ?? query.startFrom ?? ''
    const left = byUtf16.filter((name) => (query.marker ? name > from : name >= from))
    const some = left.slice(0, Number(query.maxresults))
    const next = left.length > some.length ? (some.at(-1) ?? '') : ''
    return answer(
      page(
        some.map((name) => ({ name })),
        [],
        next,
      ),
    )
  })
  for (const limit of [1, 2, 3, 5]) {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const { objects, cursor: next } = await azure.backend.list({ limit, cursor })
      expect(objects.length).toBeLessThanOrEqual(limit)
      seen.push(...objects.map(({ key }) => key))
      cursor = next
    } while (cursor !== undefined)
    expect(seen).toEqual(['a', '\uffee', '\uffef', '\u{1f389}', '\u{1f38a}'])
  }
})

test('append and page blobs show in listings, by an etag that says so', async () => {
  await using azure = await recorded(() =>
    answer(
      page([
        { name: 'a', type: 'AppendBlob' },
        { name: 'b', type: 'PageBlob' },
      ]),
    ),
  )
  const { objects } = await azure.backend.list({ limit: 10 })
  expect(objects.map(({ etag }) => etag)).toEqual(['append:0x1', 'page:0x1'])
})

test.each(['zz', 'bTE', Buffer.from('m{}').toString('base64url')])(
  'the cursor %s, which nobody made, is INVALID_ARGUMENT',
  async (cursor) => {
    await using azure = await recorded(() => answer(page([])))
    await expect(azure.backend.list({ limit: 1, cursor })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
  },
)

test('a listing of a missing container is BUCKET_NOT_FOUND with the command that makes it', async () => {
  await using azure = await recorded(() => failure(404, 'ContainerNotFound'))
  await expect(azure.backend.list({ limit: 1 })).rejects.toMatchObject({
    code: 'BUCKET_NOT_FOUND',
    hint: expect.stringContaining(
      'az storage container create --account-name account --name things',
    ),
  })
})

test('check asks for one name and says what is wrong', async () => {
  let missing = false
  await using azure = await recorded(() =>
    missing ? failure(404, 'ContainerNotFound') : answer(page([])),
  )
  expect(await azure.backend.check()).toEqual({ ok: true })
  expect(azure.only().query).toMatchObject({ comp: 'list', maxresults: '1' })
  missing = true
  expect(await azure.backend.check()).toMatchObject({ ok: false, code: 'BUCKET_NOT_FOUND' })
})

const VERSIONS = [
  '2026-11-21T10:00:00.0000001Z',
  '2026-11-21T10:00:00.0000002Z',
  '2026-11-21T10:00:00.0000003Z',
]

test('versions of exactly one key come newest first, page by page', async () => {
  await using azure = await recorded(({ query }) =>
    query.include === undefined && query.comp === 'list'
      ? answer(page([]))
      : answer(
          page([
            ...VERSIONS.map((version, index) => ({ name: 'a', version, current: index === 2 })),
            { name: 'ab', version: VERSIONS[0] ?? '' },
          ]),
        ),
  )
  await azure.backend.probe?.({ readonly: true })
  expect(azure.backend.capabilities).toMatchObject({ versions: true, origin: 'probed' })
  const first = await azure.backend.listVersions?.('a', { limit: 2 })
  expect(first?.versions.map(({ versionId, isLatest }) => [versionId, isLatest])).toEqual([
    [VERSIONS[2], true],
    [VERSIONS[1], false],
  ])
  const second = await azure.backend.listVersions?.('a', { limit: 2, cursor: first?.cursor })
  expect(second?.versions.map(({ versionId }) => versionId)).toEqual([VERSIONS[0]])
  expect(second?.cursor).toBeUndefined()
  for (const { method } of azure.server.requests) expect(method).toBe('GET')
})

test('directories of an account with hierarchical namespace are left out once a probe knows of them', async () => {
  await using azure = await recorded(({ query }) =>
    query.comp === 'properties'
      ? { headers: { 'x-ms-is-hns-enabled': 'true' } }
      : answer(page([{ name: 'a' }, { name: 'b', folder: true }])),
  )
  await azure.backend.probe?.({ readonly: true })
  expect(azure.backend.capabilities.orderedListing).toBe(false)
  const { objects } = await azure.backend.list({ limit: 10 })
  expect(objects.map(({ key }) => key)).toEqual(['a'])
  expect(azure.server.requests.at(-1)?.query.include).toBe('metadata')
})
