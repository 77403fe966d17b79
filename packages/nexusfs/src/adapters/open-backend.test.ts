import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createMemoryBackend } from '@nexusfs/core'
import { expect, test } from 'vitest'
import { workspaceOf } from '../config/config.fixture.ts'
import { type BackendTarget, openBackend } from './open-backend.ts'

const CONFIG = `plugins: [none]
store: { type: none }
backends:
  - { type: memory, mount_point: /mnt/memory }
  - { type: local, mount_point: /mnt/big, config: { root: ./big } }
  - { type: none, mount_point: /mnt/none }
  - { type: local, mount_point: /mnt/wrong, config: { rooot: ./x } }
`

const describeIn = async (target: BackendTarget, yaml = CONFIG): Promise<unknown> => {
  const surroundings = workspaceOf({ 'nexus.yaml': yaml })
  const backend = await openBackend(target, undefined, surroundings)
  const { type, location } = backend.describe()
  await backend.close()
  expect(existsSync(join(surroundings.cwd, 'nexus-data'))).toBe(false)
  return [type, location.replace(surroundings.cwd, '.')]
}

test.each<[BackendTarget, readonly [string, string]]>([
  [{ mountPoint: '/' }, ['local', './nexus-data']],
  [{ mountPoint: '/mnt/big/' }, ['local', './big']],
  [{ mountPoint: '/mnt/memory' }, ['memory', 'memory of this process']],
  [{ type: 'local' }, ['local', './nexus-data']],
  [{ type: 'memory' }, ['memory', 'memory of this process']],
])('%j is made, whatever is wrong with the rest', async (target, description) => {
  expect(await describeIn(target)).toEqual(description)
})

test('options are given as text', async () => {
  const root = join(workspaceOf().cwd, 'elsewhere')
  expect(await describeIn({ type: 'local', options: { root } })).toEqual(['local', root])
  await expect(describeIn({ type: 'local', options: { rot: root } })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('option rot: is no option of it'),
  })
})

test.each<[BackendTarget, string]>([
  [{ mountPoint: '/mnt/other' }, 'NOT_MOUNTED'],
  [{ mountPoint: '/mnt/none' }, 'PLUGIN_NOT_FOUND'],
  [{ mountPoint: '/mnt/wrong' }, 'CONFIG_INVALID'],
  [{ type: 's3' }, 'PLUGIN_NOT_FOUND'],
])('%j is refused with %s', async (target, code) => {
  await expect(describeIn(target)).rejects.toMatchObject({ code })
})

test('a configuration of backends that cannot be read is no reason to take another one', async () => {
  for (const yaml of ['backend: 3\n', 'backends: 3\n'])
    await expect(describeIn({ mountPoint: '/' }, yaml)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    })
})

test('a backend that was made in code is not made again', async () => {
  const backend = createMemoryBackend()
  await expect(openBackend({ mountPoint: '/' }, { backend }, workspaceOf())).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
  })
})
