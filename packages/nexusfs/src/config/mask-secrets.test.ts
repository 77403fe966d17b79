// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are what is tested
import { describe, expect, test } from 'vitest'
import { workspaceOf } from './config.fixture.ts'
import { maskSecrets, secretsOf, withoutSecrets } from './mask-secrets.ts'
import { resolveConfig } from './resolve-config.ts'

const CANARY = 'kanarienvogel-4711'

const SECRET_OPTIONS =
  `access_key_id secret_access_key session_token access_token access_key secret_key account_key
  connection_string sas_token password pass passphrase token client_secret private_key credentials key api_key auth
  authorization customer_key something_unheard_of`.split(/\s+/)

const SHAPES: readonly [string, (value: string) => string][] = [
  ['a text', (value) => value],
  ['a reference', () => '"${SECRET}"'],
  ['a list', (value) => `[plain, ${value}]`],
  ['a mapping', (value) => `{ inner: ${value} }`],
  ['a mapping with a harmless name', (value) => `{ user: x, deep: { secret: [${value}] } }`],
]

const SLOTS: readonly [string, (options: string) => string][] = [
  ['backend', (options) => `backend: { type: s3, config: ${options} }`],
  ['store', (options) => `store: { type: postgres, config: ${options} }`],
  ['a mount', (options) => `backends: [{ type: s3, mount_point: /m, config: ${options} }]`],
  ['a plugin', (options) => `plugins: [{ name: audit, config: ${options} }]`],
]

describe('no secret gets out', () => {
  test.each(
    SLOTS.flatMap(([slot, write]) =>
      SHAPES.map(([shape, value]) => [slot, shape, write, value] as const),
    ),
  )('of the options of %s, given as %s', async (_, __, write, value) => {
    for (const name of SECRET_OPTIONS) {
      const text = write(`{ bucket: shown, port: 5432, ${name}: ${value(CANARY)} }`)
      const config = await resolveConfig(
        undefined,
        workspaceOf({ 'nexus.yaml': text }, { SECRET: CANARY }),
      )
      expect(JSON.stringify(config)).toContain(CANARY)
      const masked = JSON.stringify(maskSecrets(config))
      expect(masked, name).not.toContain(CANARY)
      expect(masked).toContain('shown')
      expect(masked).toContain('5432')
    }
  })

  test('of the key of a remote mode, from any place', async () => {
    const remote = { mode: 'monolithic', url: 'https://nexus.example' } as const
    const inFile = workspaceOf({ 'nexus.yaml': `api_key: ${CANARY}` }, {})
    const inEnvironment = workspaceOf({}, { NEXUS_API_KEY: CANARY })
    const configs = [
      await resolveConfig({ ...remote, apiKey: CANARY }, workspaceOf()),
      await resolveConfig(remote, inFile),
      await resolveConfig(remote, inEnvironment),
    ]
    for (const config of configs) {
      expect(config.settings.apiKey).toBe(CANARY)
      expect(JSON.stringify(maskSecrets(config))).not.toContain(CANARY)
    }
  })

  test.each([
    [`postgres://user:${CANARY}@host/db`, 'postgres://***@host/db'],
    [`postgres://${CANARY}@host/db`, 'postgres://***@host/db'],
    [`postgres://user:a@b/${CANARY}@host/db`, 'postgres://***@host/db'],
    [`https://x.example/c?sv=1&sig=${CANARY}&se=2`, 'https://x.example/c?sv=1&sig=***&se=2'],
    [`https://x.example/?X-Amz-Signature=${CANARY}`, 'https://x.example/?X-Amz-Signature=***'],
    [`postgres://host/db?password=${CANARY}`, 'postgres://host/db?password=***'],
  ])('of the address %s', async (url, shown) => {
    const config = await resolveConfig(
      { store: { type: 'postgres', config: { url } } },
      workspaceOf(),
    )
    expect(maskSecrets(config).settings.store?.config).toEqual({ url: shown })
    const server = {
      mode: 'monolithic',
      url: url.replace('postgres:', 'https:'),
      apiKey: 'k',
    } as const
    expect(JSON.stringify(maskSecrets(await resolveConfig(server, workspaceOf())))).not.toContain(
      CANARY,
    )
  })

  test.each([
    ['a wrong type of the key', `api_key: [${CANARY}]`],
    ['a secret in the wrong place', `cache_size_mb: ${CANARY}`],
    ['a secret as a choice', `mode: ${CANARY}`],
    ['a secret as a tenant', `tenant_id: ${CANARY}/x`],
    ['options that are a text', `backend: { type: s3, config: ${CANARY} }`],
    ['a syntax error beside it', `api_key: "${CANARY}\nmode: x`],
    ['a reserved character before it', `api_key: @${CANARY}`],
    ['a tab beside it', `store:\n\tpassword: ${CANARY}`],
    ['a flow that is not closed', `backend: { type: s3, config: { secret: ${CANARY}`],
    ['an alias of that name', `api_key: *${CANARY}`],
    ['a tag of that name', `api_key: !${CANARY} x`],
    ['a value without a key', `mode: embedded\n${CANARY}\n`],
    ['a reference of that name', 'api_key: ${SECRET}\nmode: ${SECRET}'],
    ['two values on one line', `api_key: "a" ${CANARY}`],
  ])('by an error: %s', async (_, text) => {
    const surroundings = workspaceOf({ 'nexus.yaml': text }, { SECRET: CANARY })
    const error = await resolveConfig(undefined, surroundings).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
    const { message, stack, cause } = error as Error
    expect(`${message} ${stack} ${JSON.stringify(error)} ${String(cause)}`).not.toContain(CANARY)
  })

  test.each(['NEXUS_API_KEY', 'NEXUS_MODE', 'NEXUS_CACHE_SIZE_MB', 'NEXUS_URL', 'NEXUS_BACKEND'])(
    'by an error of %s',
    async (name) => {
      const surroundings = workspaceOf({}, { [name]: CANARY, NEXUS_GC: 'x' })
      const error = await resolveConfig(undefined, surroundings).catch((reason: unknown) => reason)
      expect(String(error)).toContain('NEXUS_GC')
      expect(String(error)).not.toContain(CANARY)
    },
  )
})

test('what is no secret is shown', async () => {
  const text = `data_dir: /srv/nexus
tenant_id: acme
backends:
  - type: s3
    mount_point: /mnt/s3
    description: Outputs
    config: { bucket: b, region_name: us-east-1, prefix: p, endpoint: "http://localhost:9000", force_path_style: true }
`
  const config = await resolveConfig(undefined, workspaceOf({ 'nexus.yaml': text }))
  expect(maskSecrets(config)).toEqual(config)
})

test('secrets are taken out of messages, also as JSON writes them', () => {
  const secrets = secretsOf({
    config: { password: 'a"b\\cdef', bucket: 'shown', nested: { secret: { user: 'hidden' } } },
  })
  expect(secrets).toEqual(['a"b\\cdef', 'hidden'])
  expect(withoutSecrets('got "a\\"b\\\\cdef" and a"b\\cdef of hidden in shown', secrets)).toBe(
    'got "***" and *** of *** in shown',
  )
})
