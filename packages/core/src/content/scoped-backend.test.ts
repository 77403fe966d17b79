import { expect, test } from 'vitest'
import { bytesSource, collectBytes } from '../kit/index.ts'
import { createMemoryBackend } from '../memory/index.ts'
import { scopedBackend } from './scoped-backend.ts'

const bytes = (text: string) => bytesSource(Buffer.from(text))

test('a part of a backend holds nothing but its own keys', async () => {
  const whole = createMemoryBackend()
  const acme = scopedBackend(whole, 'acme/')
  const evil = scopedBackend(whole, 'acme-evil/')
  await acme.put('a', bytes('acme'))
  await evil.put('a', bytes('evil'))
  await evil.put('b', bytes('evil'))
  await whole.put('acme/', bytes(''))
  const keys = async (backend: typeof whole) =>
    (await backend.list({ limit: 100 })).objects.map(({ key }) => key)
  expect(await keys(acme)).toEqual(['a'])
  expect(await keys(evil)).toEqual(['a', 'b'])
  expect(await keys(whole)).toEqual(['acme-evil/a', 'acme-evil/b', 'acme/', 'acme/a'])
  expect(await acme.head('b')).toBeUndefined()
  const { info, body } = await acme.get('a')
  expect([info.key, Buffer.from(await collectBytes(body)).toString()]).toEqual(['a', 'acme'])
  await acme.deleteMany?.(['a', 'b'])
  expect(await keys(whole)).toEqual(['acme-evil/a', 'acme-evil/b', 'acme/'])
})

test('a part of a backend takes shorter keys, and says where it lies', () => {
  const whole = createMemoryBackend()
  const part = scopedBackend(whole, 'acme/')
  expect(part.capabilities.maxKeyBytes).toBe(whole.capabilities.maxKeyBytes - 5)
  expect(part.describe().location).toBe('memory of this process/acme')
  expect(part.type).toBe('memory')
})

test('conditions on what was seen hold in a part of a backend', async () => {
  const part = scopedBackend(createMemoryBackend(), 'acme/')
  await part.put('a', bytes('1'))
  const seen = await part.head('a')
  if (seen === undefined) throw new Error('It is not there.')
  await part.put('a', bytes('2'), { precondition: { ifUnchanged: seen } })
  const late = part.delete('a', { precondition: { ifUnchanged: seen } })
  await expect(late).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('closing a part of a backend leaves the backend open', async () => {
  const whole = createMemoryBackend()
  const part = scopedBackend(whole, 'acme/')
  await part.put('a', bytes('1'))
  await part.close()
  expect((await whole.head('acme/a'))?.size).toBe(1)
})
