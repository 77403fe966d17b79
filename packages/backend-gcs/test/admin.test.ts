import type { LifecycleRule } from '@nexusfs/core/spec'
import { describe, expect, test } from 'vitest'
import { answerLikeGoogle, recorded } from './recorded.ts'

const RULE: LifecycleRule = {
  id: 'drafts',
  prefix: 'drafts/',
  enabled: true,
  expireAfterDays: 30,
  archiveAfterDays: 7,
  archiveTier: 'COLDLINE',
  expireNoncurrentAfterDays: 90,
  abortUploadsAfterDays: 2,
}

/** What Cloud Storage keeps of that rule below the prefix `base/`. */
const KEPT = [
  {
    action: { type: 'Delete' },
    condition: { age: 30, isLive: true, matchesPrefix: ['base/drafts/'] },
  },
  {
    action: { type: 'SetStorageClass', storageClass: 'COLDLINE' },
    condition: { age: 7, isLive: true, matchesPrefix: ['base/drafts/'] },
  },
  {
    action: { type: 'Delete' },
    condition: { daysSinceNoncurrentTime: 90, matchesPrefix: ['base/drafts/'] },
  },
  {
    action: { type: 'AbortIncompleteMultipartUpload' },
    condition: { age: 2, matchesPrefix: ['base/drafts/'] },
  },
]

async function rulesOf(
  rule: readonly unknown[],
  prefix = 'base',
): Promise<readonly LifecycleRule[]> {
  const { backend, close } = await recorded(() => ({ body: { lifecycle: { rule } } }), { prefix })
  const rules = (await backend.admin?.lifecycleRules()) ?? []
  await close()
  return rules
}

describe('lifecycle rules', () => {
  test('are sent below the prefix, one for each thing that is done', async () => {
    const { backend, requests, close } = await recorded(() => ({ body: {} }), { prefix: 'base' })
    await backend.admin?.setLifecycleRules([RULE])
    await close()
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PATCH /storage/v1/b/bucket',
    ])
    expect(JSON.parse(requests[0]?.body.toString() ?? '')).toEqual({ lifecycle: { rule: KEPT } })
  })

  test('come back as they do', async () => {
    const { id: _, prefix, enabled, ...deeds } = RULE
    const rules = await rulesOf(KEPT)
    expect(rules.map(({ id }) => id)).toEqual(['rule-1', 'rule-2', 'rule-3', 'rule-4'])
    expect(Object.assign({}, ...rules)).toMatchObject({ prefix, enabled, ...deeds })
  })

  test('none is an empty list', async () => {
    const { backend, close } = await recorded(() => ({ body: {} }))
    expect(await backend.admin?.lifecycleRules()).toEqual([])
    await close()
  })

  test.each([
    ['for the whole bucket', undefined, ['']],
    ['above the prefix', ['ba'], ['']],
    ['below the prefix', ['base/x/'], ['x/']],
    ['elsewhere', ['other/'], []],
    ['in several places', ['other/', 'base/', 'base/y'], ['', 'y']],
  ])('%s concern what lies below the prefix', async (_, matchesPrefix, expected) => {
    const rules = await rulesOf([
      { action: { type: 'Delete' }, condition: { age: 1, matchesPrefix } },
    ])
    expect(rules.map(({ prefix }) => prefix)).toEqual(expected)
  })

  test.each([
    [{ age: 3, matchesSuffix: ['.tmp'] }, { expireAfterDays: 3 }],
    [{ createdBefore: '2026-01-01' }, { expireAfterDays: 0 }],
    [{ numNewerVersions: 3 }, { expireNoncurrentAfterDays: 0 }],
    [{ age: 5, isLive: false }, { expireNoncurrentAfterDays: 5 }],
  ])(
    'a condition %j that ours do not have makes a rule that does more, never less',
    async (condition, expected) => {
      const [rule] = await rulesOf([{ action: { type: 'Delete' }, condition }])
      expect(rule).toMatchObject(expected)
    },
  )

  test('that are disabled are NOT_SUPPORTED, and nothing is sent', async () => {
    const { backend, sent, close } = await recorded()
    const set = backend.admin?.setLifecycleRules([{ ...RULE, enabled: false }])
    await expect(set).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
    expect(sent()).toEqual([])
    await close()
  })
})

describe('the bucket', () => {
  test('is made with the class and the key of the options', async () => {
    const kmsKeyName = 'projects/p/locations/l/keyRings/r/cryptoKeys/k'
    const { backend, requests, close } = await recorded(
      ({ method }) => (method === 'GET' ? { status: 404, body: {} } : { body: {} }),
      { projectId: 'mine', storageClass: 'NEARLINE', kmsKeyName },
    )
    expect(await backend.admin?.ensureBucket()).toBe(true)
    await close()
    expect(JSON.parse(requests[1]?.body.toString() ?? '')).toEqual({
      name: 'bucket',
      iamConfiguration: { uniformBucketLevelAccess: { enabled: true } },
      storageClass: 'NEARLINE',
      encryption: { defaultKmsKeyName: kmsKeyName },
    })
  })

  test('that somebody makes in between was there', async () => {
    let looks = 0
    const { backend, close } = await recorded(
      ({ method }) => {
        if (method === 'POST') return { status: 409, body: {} }
        return looks++ === 0 ? { status: 404, body: {} } : { body: {} }
      },
      { projectId: 'mine' },
    )
    expect(await backend.admin?.ensureBucket()).toBe(false)
    await close()
  })

  test('sessions of uploads cannot be listed', async () => {
    const { backend, close } = await recorded()
    const code = 'NOT_SUPPORTED'
    await expect(backend.admin?.listUploads()).rejects.toMatchObject({ code })
    const upload = { key: 'a', uploadId: 'x' }
    await expect(backend.admin?.abortUpload(upload)).rejects.toMatchObject({ code })
    await close()
  })
})

describe('a probe', () => {
  test('of Google’s own kind of answer learns whether versions are kept, and writes nothing when it only reads', async () => {
    const { backend, sent, close } = await recorded()
    await backend.probe?.({ readonly: true })
    expect(sent()).toEqual(['GET /storage/v1/b/bucket'])
    expect(backend.capabilities).toMatchObject({ origin: 'probed', versions: true })
    expect(backend.listVersions).toBeDefined()
    await close()
  })

  test('that may not look at the bucket relies on no versions', async () => {
    const { backend, close } = await recorded(() => ({ status: 403, body: {} }))
    await backend.probe?.({ readonly: true })
    expect(backend.capabilities).toMatchObject({ origin: 'probed', versions: false })
    await close()
  })

  test('of a server that ignores conditions says so, and removes what it made', async () => {
    let generation = 100
    const { backend, requests, close } = await recorded((request) => {
      const { method, path } = request
      if (method !== 'POST') return answerLikeGoogle(request)
      const resource = { name: 'x', size: '5', generation: String(generation++) }
      return { body: path.includes('/rewriteTo/') ? { done: true, resource } : resource }
    })
    await backend.probe?.({ readonly: false })
    expect(backend.capabilities).toMatchObject({
      putIfAbsent: false,
      putIfMatch: false,
      deleteIfMatch: false,
      copyConditions: false,
    })
    const removed = requests
      .filter(({ method }) => method === 'DELETE')
      .map(({ query }) => query.generation)
    expect(removed).toEqual([undefined, '100', '101', '102', '103'])
    await close()
  })
})
