import assert from 'node:assert/strict'
import { sha256 } from '@nexusfs/core/kit'
import { type BackendCases, needs } from './backend-case.ts'
import { type BackendWorld, patternBytes } from './backend-world.ts'

const EXPIRES = { expiresIn: 300 } as const

/** Signed addresses, used by a plain HTTP client that knows no credential. */
export const presignCases: BackendCases = {
  'a signed GET gives exactly the bytes': needs('presign', async (world) => {
    const bytes = patternBytes(300_000, 31)
    await world.put('folder/a b+c%20ü.bin', bytes)
    const url = await world.bucket.presign('folder/a b+c%20ü.bin', { method: 'GET', ...EXPIRES })
    const response = await fetch(url)
    assert.equal(response.status, 200)
    assert.equal(sha256(new Uint8Array(await response.arrayBuffer())), sha256(bytes))
  }),
  'a signed GET says the file name and type that were asked for': needs(
    'presign',
    async (world) => {
      await world.put('0123', 'a,b')
      const url = await world.bucket.presign('0123', {
        method: 'GET',
        ...EXPIRES,
        fileName: 'table one.csv',
        contentType: 'text/csv',
      })
      const response = await fetch(url)
      assert.equal(await response.text(), 'a,b')
      assert.match(response.headers.get('content-type') ?? '', /^text\/csv/)
      assert.match(response.headers.get('content-disposition') ?? '', /table(%20| )one\.csv/)
    },
  ),
  'a signed GET of an absent object is 404': needs('presign', async (world) => {
    const url = await world.bucket.presign('absent', { method: 'GET', ...EXPIRES })
    const response = await fetch(url)
    await response.arrayBuffer()
    assert.equal(response.status, 404)
  }),
  'a signed PUT stores exactly the bytes': needs('presign', async (world) => {
    const bytes = patternBytes(100_000, 32)
    const url = await world.bucket.presign('uploads/new', { method: 'PUT', ...EXPIRES })
    const response = await send(world, url, bytes)
    assert.ok(response.ok, `${response.status} ${await response.text()}`)
    assert.equal(sha256(await world.bytes('uploads/new')), sha256(bytes))
  }),
  'a signed address of another object is refused': needs('presign', async (world) => {
    await world.put('mine', 'x')
    await world.put('hers', 'secret')
    const url = await world.bucket.presign('mine', { method: 'GET', ...EXPIRES })
    const response = await fetch(url.replace('mine', 'hers'))
    assert.ok(response.status >= 400 && response.status < 500, `status ${response.status}`)
    assert.ok(!(await response.text()).includes('secret'))
  }),
  'a signed address whose signature was changed is refused, for GET and PUT': needs(
    'presign',
    async (world) => {
      await world.put('a', 'secret')
      const read = await fetch(tampered(await sign(world, 'GET')))
      assert.ok(read.status >= 400 && read.status < 500, `status ${read.status}`)
      assert.ok(!(await read.text()).includes('secret'))
      const written = await send(world, tampered(await sign(world, 'PUT')), patternBytes(10))
      await written.arrayBuffer()
      assert.ok(written.status >= 400 && written.status < 500, `status ${written.status}`)
      assert.equal(await world.text('a'), 'secret')
    },
  ),
  'a signed GET cannot be used to write': needs('presign', async (world) => {
    await world.put('a', 'kept')
    const response = await send(world, await sign(world, 'GET'), patternBytes(10))
    await response.arrayBuffer()
    assert.ok(response.status >= 400 && response.status < 500, `status ${response.status}`)
    assert.equal(await world.text('a'), 'kept')
  }),
}

function sign({ bucket }: BackendWorld, method: 'GET' | 'PUT'): Promise<string> {
  return bucket.presign('a', { method, ...EXPIRES })
}

function send({ target }: BackendWorld, url: string, bytes: Uint8Array): Promise<Response> {
  const headers = { ...target.presignedPutHeaders }
  return fetch(url, { method: 'PUT', body: bytes as Uint8Array<ArrayBuffer>, headers })
}

/** The address with one character of its signature replaced by another that may stand there. */
function tampered(url: string): string {
  const changed = new URL(url)
  for (const [name, value] of changed.searchParams) {
    if (!/^(x-amz-signature|x-goog-signature|sig|signature)$/i.test(name)) continue
    changed.searchParams.set(name, (value.startsWith('a') ? 'b' : 'a') + value.slice(1))
    return changed.href
  }
  return assert.fail('the address has a signature')
}
