import { type Backend, createMemoryBackend, type LifecycleRule, NexusError } from '@nexusfs/core'
import { expect, test } from 'vitest'
import { openNexus } from './world.ts'

/** A memory backend whose bucket has rules, or does not show them. */
function ruled(rules: readonly LifecycleRule[] | NexusError): Backend {
  const backend = createMemoryBackend()
  const refuse = async (): Promise<never> => {
    throw new Error('A mount was tested, and the bucket changed.')
  }
  const admin: NonNullable<Backend['admin']> = {
    ensureBucket: refuse,
    setVersioning: refuse,
    setLifecycleRules: refuse,
    abortUpload: refuse,
    versioning: async () => 'off',
    listUploads: async () => [],
    async lifecycleRules() {
      if (rules instanceof NexusError) throw rules
      return rules
    },
  }
  const capabilities = { ...backend.capabilities, admin: true }
  return Object.defineProperties(backend, {
    capabilities: { value: capabilities },
    admin: { value: admin },
  })
}

const rule = (more: Partial<LifecycleRule>): LifecycleRule => ({
  ...{ id: 'r', prefix: '', enabled: true, ...more },
})

async function warningsOf(rules: Parameters<typeof ruled>[0], more = {}) {
  const mounts = [{ mountPoint: '/mnt/x', backend: ruled(rules), ...more }]
  const { nx } = await openNexus({ mounts })
  const { ok, warnings } = await nx.mounts.test('/mnt/x')
  expect(ok).toBe(true)
  expect((await nx.mounts.rules('/mnt/x')).warnings).toEqual(warnings)
  return warnings.map(({ message }) => message)
}

test.each<[string, Partial<LifecycleRule>, RegExp]>([
  ['expires all', { expireAfterDays: 30 }, /"r".*deletes current objects after 30 days/],
  ['expires content', { prefix: 'cas/', expireAfterDays: 1 }, /after 1 day:/],
  ['expires a part of it', { prefix: 'cas/ab', expireAfterDays: 1 }, /destroys content/],
  ['archives', { archiveAfterDays: 9, archiveTier: 'GLACIER' }, /to GLACIER after 9 days/],
])('a rule that %s is a warning under layout cas', async (_, more, message) => {
  const warnings = await warningsOf([rule({ expireNoncurrentAfterDays: 3 }), rule(more)])
  expect(warnings).toEqual([expect.stringMatching(message)])
})

test.each<[string, Partial<LifecycleRule>]>([
  ['is off', { enabled: false, expireAfterDays: 1 }],
  ['concerns temporary data', { prefix: 'tmp/', expireAfterDays: 1 }],
  ['concerns what is no longer current', { expireNoncurrentAfterDays: 1 }],
  ['ends uploads', { abortUploadsAfterDays: 1 }],
])('a rule that %s is none', async (_, more) => {
  expect(await warningsOf([rule(more)])).toEqual([])
})

test('rules are no warning where files lie at their own keys', async () => {
  expect(await warningsOf([rule({ expireAfterDays: 1 })], { layout: 'path' })).toEqual([])
})

test('a rule counts for the part of a bucket that it reaches', async () => {
  const rules = [
    rule({ id: 'all', expireAfterDays: 1 }),
    rule({ id: 'own', prefix: 'default/cas/', expireAfterDays: 1 }),
  ]
  const others = rule({ id: 'other', prefix: 'acme/', expireAfterDays: 1 })
  const warnings = await warningsOf([...rules, others], { perTenant: true })
  expect(warnings.map((message) => /"(\w+)"/.exec(message)?.[1])).toEqual(['all', 'own'])
})

test('rules that may not be seen are said to be unknown, and are no failure', async () => {
  const denied = new NexusError('BACKEND_DENIED', 'Not allowed.', { hint: 'Allow it.' })
  expect(await warningsOf(denied)).toEqual([expect.stringContaining('could not be asked')])
})
