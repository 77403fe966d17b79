import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { createSharedResources } from './shared-resources.ts'

const OPTIONS = { endpoint: 'http://one', credentials: { id: 'me', secret: 'canary-5up3r' } }

function world() {
  const opened: object[] = []
  const closed: object[] = []
  const resources = createSharedResources<object>((resource) => void closed.push(resource))
  const open = () => {
    const resource = { number: opened.length }
    opened.push(resource)
    return resource
  }
  return { opened, closed, resources, open }
}

test('equal options give one resource, whatever the order of their members', async () => {
  const { opened, resources, open } = world()
  const { credentials, endpoint } = OPTIONS
  const one = await resources.acquire(OPTIONS, open)
  const other = await resources.acquire({ credentials, region: undefined, endpoint }, open)
  expect(other.resource).toBe(one.resource)
  expect(opened).toHaveLength(1)
  expect(resources.size).toBe(1)
})

test('options that differ anywhere give resources of their own', async () => {
  const { opened, resources, open } = world()
  await resources.acquire(OPTIONS, open)
  await resources.acquire({ ...OPTIONS, region: 'x' }, open)
  await resources.acquire({ ...OPTIONS, credentials: { id: 'me', secret: 'other' } }, open)
  await resources.acquire(['a', 'b'], open)
  await resources.acquire(['b', 'a'], open)
  await resources.acquire(undefined, open)
  expect(opened).toHaveLength(6)
})

test('those who ask at once share one opening', async () => {
  const { opened, resources, open } = world()
  const held = await Promise.all(
    [1, 2, 3].map(() => resources.acquire(OPTIONS, async () => open())),
  )
  expect(new Set(held.map(({ resource }) => resource)).size).toBe(1)
  expect(opened).toHaveLength(1)
})

test('the last release closes it, once; releasing twice is one release', async () => {
  const { closed, resources, open } = world()
  const one = await resources.acquire(OPTIONS, open)
  const other = await resources.acquire(OPTIONS, open)
  await Promise.all([one.release(), one.release()])
  await one.release()
  expect(closed).toEqual([])
  await other.release()
  await other.release()
  expect(closed).toEqual([one.resource])
  expect(resources.size).toBe(0)
})

test('after the last release the same options open a new one', async () => {
  const { opened, closed, resources, open } = world()
  await (await resources.acquire(OPTIONS, open)).release()
  const again = await resources.acquire(OPTIONS, open)
  expect(opened).toHaveLength(2)
  expect(closed).toEqual([opened[0]])
  expect(again.resource).toBe(opened[1])
})

test('one that is acquired while the one before is being closed is new', async () => {
  let end = (): void => undefined
  const closing = new Promise<void>((resolve) => {
    end = resolve
  })
  const resources = createSharedResources<object>(() => closing)
  const first = await resources.acquire(OPTIONS, () => ({}))
  const released = first.release()
  const second = await resources.acquire(OPTIONS, () => ({}))
  expect(second.resource).not.toBe(first.resource)
  end()
  await released
  expect(resources.size).toBe(1)
})

test('an opening that fails fails for all who waited, and is tried anew', async () => {
  const { closed, resources, open } = world()
  const failing = () => Promise.reject(new Error('no route'))
  const results = await Promise.allSettled([
    resources.acquire(OPTIONS, failing),
    resources.acquire(OPTIONS, failing),
  ])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(resources.size).toBe(0)
  await (await resources.acquire(OPTIONS, open)).release()
  expect(closed).toHaveLength(1)
})

test('an error of closing is the last releaser’s, and the resource is forgotten all the same', async () => {
  const resources = createSharedResources<object>(() => {
    throw new Error('stuck')
  })
  const held = await resources.acquire(OPTIONS, () => ({}))
  await expect(held.release()).rejects.toThrow('stuck')
  expect(resources.size).toBe(0)
})

test('options that are no plain data are refused, since they could not be told apart', async () => {
  const { resources, open } = world()
  for (const value of [() => 1, Symbol('x'), 1n]) {
    await expect(resources.acquire({ value }, open)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
  }
  expect(resources.size).toBe(0)
})

test('credentials among the options are not shown', async () => {
  const { resources, open } = world()
  const held = await resources.acquire(OPTIONS, open)
  const shown = inspect({ resources, held }, { depth: 9, showHidden: true }) + JSON.stringify(held)
  expect(shown).not.toContain('canary-5up3r')
})
