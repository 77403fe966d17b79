import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import {
  serverOf,
  startAzurite,
  startFakeGcs,
  startFaultyProxy,
  startRecordingServer,
} from './index.ts'
import { SERVER_NAMES } from './test-server.ts'

describe('servers of the tests', () => {
  test.each(SERVER_NAMES)('%s answers on loopback or says why it is missing', async (name) => {
    const { server, missing } = serverOf(name)
    if (server === undefined) return expect(missing).not.toBe('')
    const response = await fetch(server.url)
    await response.arrayBuffer()
    expect(response.status).toBeLessThan(500)
  })

  test('a server ends with close, also when called twice', async () => {
    const server = await startAzurite()
    await server.close()
    await server.close()
    await expect(fetch(server.url)).rejects.toThrow()
  })

  test.skipIf(serverOf('gcs').missing !== undefined)(
    'two servers of one kind share nothing',
    async () => {
      const [one, other] = await Promise.all([startFakeGcs(), startFakeGcs()])
      const list = async (url: string) =>
        await (await fetch(`${url}/storage/v1/b?project=test`)).text()
      await fetch(`${one.url}/storage/v1/b?project=test`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'only-in-one' }),
      })
      expect(await list(one.url)).toContain('only-in-one')
      expect(await list(other.url)).not.toContain('only-in-one')
      await Promise.all([one.close(), other.close()])
    },
  )
})

describe('the recording server', () => {
  test('keeps what arrived, and answers as it is told', async () => {
    const server = await startRecordingServer(({ path }) =>
      path === '/reset' ? 'reset' : { status: 201, body: { path } },
    )
    const response = await fetch(`${server.url}/a%20b?c=d`, { method: 'PUT', body: 'bytes' })
    expect([response.status, await response.json()]).toEqual([201, { path: '/a b' }])
    await expect(fetch(`${server.url}/reset`)).rejects.toThrow()
    const [first] = server.requests
    expect(first).toMatchObject({ method: 'PUT', target: '/a%20b?c=d', query: { c: 'd' } })
    expect(first?.body.toString()).toBe('bytes')
    await server.close()
  })
})

describe('the faulty proxy', () => {
  test('passes what it is not told to break', async () => {
    const { proxy, received, close } = await world()
    const response = await fetch(`${proxy.url}/x`, { method: 'PUT', body: 'bytes' })
    expect(await response.text()).toBe('answer')
    expect(received()).toEqual(['bytes'])
    await close()
  })

  test('cuts the body of a request: the server never gets all of it', async () => {
    const { proxy, received, close } = await world()
    proxy.breakOnce({ cutRequestAfter: 2 })
    await expect(fetch(`${proxy.url}/x`, { method: 'PUT', body: 'bytes' })).rejects.toThrow()
    expect(received()).toEqual([])
    await close()
  })

  test('cuts the body of an answer', async () => {
    const { proxy, close } = await world()
    proxy.breakOnce({ cutAnswerAfter: 2 })
    const response = await fetch(`${proxy.url}/x`)
    await expect(response.text()).rejects.toThrow()
    await close()
  })

  test('loses an answer after the server did what it was asked for', async () => {
    const { proxy, received, close } = await world()
    proxy.breakOnce({ dropAnswer: true })
    await expect(fetch(`${proxy.url}/x`, { method: 'PUT', body: 'bytes' })).rejects.toThrow()
    expect(received()).toEqual(['bytes'])
    await close()
  })

  test('answers in place of the server, once', async () => {
    const { proxy, received, close } = await world()
    proxy.breakOnce({ answer: { status: 503, body: 'SlowDown' } })
    expect((await fetch(`${proxy.url}/x`)).status).toBe(503)
    expect(received()).toEqual([])
    expect((await fetch(`${proxy.url}/x`)).status).toBe(200)
    await close()
  })

  test('keeps headers and parameters from the server', async () => {
    const { proxy, server, close } = await world()
    proxy.break(() => ({ stripHeaders: ['if-match'], stripQuery: ['ifgenerationmatch'] }))
    await fetch(`${proxy.url}/x?a=1&ifGenerationMatch=2`, { headers: { 'if-match': 'etag' } })
    expect(server.requests[0]?.target).toBe('/x?a=1')
    expect(server.requests[0]?.headers).not.toHaveProperty('if-match')
    await close()
  })

  test('refuses connections, and lets requests hang until it is closed', async () => {
    const { proxy, close } = await world()
    proxy.breakOnce({ refuse: true })
    await expect(fetch(`${proxy.url}/x`)).rejects.toThrow()
    proxy.break(() => ({ hang: true }))
    const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await expect.poll(() => proxy.requests.length).toBe(2)
    const ended = once(socket.resume(), 'close')
    await close()
    await ended
  })
})

async function world() {
  const server = await startRecordingServer(() => ({ body: 'answer' }))
  const proxy = await startFaultyProxy(server.url)
  return {
    server,
    proxy,
    received: () => server.requests.map(({ body }) => body.toString()),
    async close() {
      await proxy.close()
      await server.close()
    },
  }
}
