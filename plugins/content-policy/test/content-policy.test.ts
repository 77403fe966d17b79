import { createMemoryBackend, createMemoryStore, createNexus, type Nexus } from '@nexusfs/core'
import { runCommand } from '@nexusfs/testkit'
import { describe, expect, test } from 'vitest'
import { SECRET_NAMES } from '../src/secrets.ts'
import { openWith, vetoOf } from './world.ts'

/** Made of parts, so that no scanner takes this file for a leak. */
const SAMPLES: Readonly<Record<string, string>> = {
  'private-key': `-----BEGIN ${'RSA PRIVATE'} KEY-----`,
  'aws-access-key': `AKIA${'Q2'.repeat(8)}`,
  'google-api-key': `AIza${'Sy-_0'.repeat(7)}`,
  'azure-account-key': `AccountKey=${'a1'.repeat(43)}==`,
  'github-token': `ghp_${'a1'.repeat(18)}`,
  'gitlab-token': `glpat-${'a1'.repeat(10)}`,
  'npm-token': `npm_${'a1'.repeat(18)}`,
  'slack-token': `xoxb-${'12345-'.repeat(3)}`,
  'stripe-key': `sk_live_${'a1'.repeat(12)}`,
  'anthropic-key': `sk-ant-${'a1'.repeat(12)}`,
  'openai-key': `sk-proj-${'a1'.repeat(24)}`,
  'json-web-token': `eyJ${'a1'.repeat(8)}.eyJ${'b2'.repeat(8)}.${'c3'.repeat(8)}`,
  'password-in-url': `postgres://app:${'hunter2'}@db.example.com/app`,
}
const SECRET = SAMPLES['aws-access-key'] as string
const NO_SECRETS = { name: 'no keys', secrets: true }

describe('secrets', () => {
  test('every known kind has a sample here', () => {
    expect(Object.keys(SAMPLES).sort()).toEqual([...SECRET_NAMES].sort())
  })

  test.each(Object.entries(SAMPLES))(
    '%s is refused with its line, and never shown',
    async (name, secret) => {
      const nx = await openWith([NO_SECRETS])
      const message = await vetoOf(nx.write('/a.txt', `one\ntwo\nkey: ${secret}\n`))
      expect(message).toBe(
        `Cannot write /a.txt: plugin "content-policy" refused it in beforeWrite: rule "no keys" refuses secrets, and line 3 holds what looks like one (${name})`,
      )
      expect(await nx.exists('/a.txt')).toBe(false)
    },
  )

  test('no error says the secret, nor does its cause or its JSON', async () => {
    const nx = await openWith([NO_SECRETS])
    const error = await nx.write('/a', SECRET).catch((thrown: unknown) => thrown as Error)
    const shown = [
      JSON.stringify(error),
      String(error),
      String((error as Error).cause),
      (error as Error).stack,
    ]
    for (const text of shown) expect(text).not.toContain(SECRET)
  })

  test.each([
    'AKIA is how such keys begin',
    'https://example.com/a?b=c@d',
    'https://user@example.com',
    `postgres://app:${'$'}{PASSWORD}@db`,
    '-----BEGIN PUBLIC KEY-----',
    'sk-short',
    'xAKIAQ2Q2Q2Q2Q2Q2Q2Q2',
  ])('%j is none', async (text) => {
    const nx = await openWith([NO_SECRETS])
    await nx.write('/a', text)
    expect(await nx.readText('/a')).toBe(text)
  })

  test('only the kinds that are named are refused', async () => {
    const nx = await openWith([{ secrets: ['private-key'] }])
    await nx.write('/a', SECRET)
    expect(await vetoOf(nx.write('/b', SAMPLES['private-key'] as string))).toContain(
      'rule 1 refuses',
    )
  })

  test('own patterns are refused by their names', async () => {
    const nx = await openWith([{ patterns: { badge: 'BADGE-[0-9]{6}' } }])
    await nx.write('/a', 'BADGE-12345')
    expect(await vetoOf(nx.write('/a', 'x\nBADGE-123456'))).toContain(
      'line 2 holds what looks like one (badge)',
    )
  })

  test('an own pattern that would hang a backtracking engine does not', async () => {
    const nx = await openWith([{ patterns: { slow: '(a+)+$' } }])
    await nx.write('/a', `${'a'.repeat(5_000)}!`)
    expect(await nx.exists('/a')).toBe(true)
  })

  test.each([
    'a'.repeat(1 << 20),
    `eyJ${'a'.repeat(1 << 20)}`,
    `eyJ${'a'.repeat(30)}.x.`.repeat(30_000),
    'a://b:'.repeat(170_000),
    `a://b:${'c'.repeat(1 << 20)}`,
    '-----BEGIN '.repeat(90_000),
    `${'a'.repeat(19)}.`.repeat(50_000),
  ])('content made to slow the search down does not, %#', async (content) => {
    const nx = await openWith([NO_SECRETS])
    await nx.write('/a', content)
    expect(await nx.exists('/a')).toBe(true)
  })

  test.each([0, 1, 8_191, 8_192, 256 * 1024 - 10, 256 * 1024, 600_000])(
    'is found %i bytes into a stream, whatever its chunks are',
    async (position) => {
      const nx = await openWith([NO_SECRETS])
      const bytes = Buffer.from(`${'.'.repeat(position)} ${SECRET} ${'.'.repeat(1_000)}`)
      async function* chunks(size: number) {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
      }
      for (const size of [7, 4_096, bytes.length])
        expect(await vetoOf(nx.write('/a', chunks(size)))).toContain('line 1 holds')
    },
  )

  test('is found in UTF-16, and beside bytes that are no text', async () => {
    const nx = await openWith([NO_SECRETS])
    await vetoOf(nx.write('/a', Buffer.from(` ${SECRET}`, 'utf16le')))
    await vetoOf(
      nx.write('/a', Buffer.concat([Buffer.from([0xff, 0xfe, 0x80, 10]), Buffer.from(SECRET)])),
    )
  })

  test('is refused in batches, appends, edits, imports, metadata and tags, and nothing is left', async () => {
    const source = await createNexus({ store: createMemoryStore(), backend: createMemoryBackend() })
    await source.write('/imported', SECRET)
    const lines: Uint8Array[] = []
    await source.exportMetadata(
      new WritableStream({ write: (chunk: Uint8Array) => void lines.push(chunk) }),
      { content: true },
    )
    await source.close()
    const nx = await openWith([NO_SECRETS])
    await nx.write('/a', 'a b')
    const before = await nx.operations.list().toArray()
    await vetoOf(
      nx.writeBatch([
        { path: '/b', content: 'b' },
        { path: '/c', content: SECRET },
      ]),
    )
    await vetoOf(nx.append('/a', ` ${SECRET}`))
    await vetoOf(nx.edit('/a', [{ old: 'b', new: SECRET }]))
    await vetoOf(nx.write('/d', '', { metadata: { key: SECRET } }))
    await vetoOf(nx.write('/d', '', { tags: { key: SECRET } }))
    await vetoOf(nx.importMetadata(new Blob(lines as Uint8Array<ArrayBuffer>[]).stream()))
    expect(await nx.operations.list().toArray()).toEqual(before)
  })

  test('that comes in two appends is refused with the second', async () => {
    const nx = await openWith([NO_SECRETS])
    await nx.append('/a', `${'.\n'.repeat(9_000)}${SECRET.slice(0, 9)}`)
    expect(await vetoOf(nx.append('/a', SECRET.slice(9)))).toContain(
      'its end holds what looks like one',
    )
    await nx.append('/a', ' harmless')
  })
})

describe('size, type and path', () => {
  test('a file larger than allowed is refused, also by appending', async () => {
    const nx = await openWith([{ name: 'small', size: 10 }])
    await nx.write('/a', '0123456789')
    expect(await vetoOf(nx.write('/b', '0123456789!'))).toContain(
      'rule "small" allows 10 bytes and not 11',
    )
    expect(await vetoOf(nx.append('/a', '!'))).toContain('allows 10 bytes and not 11')
    expect(await vetoOf(nx.write('/b', new Blob(['0123456789!']).stream()))).toContain('not 11')
  })

  test('media types are told by what was given and by the name', async () => {
    const nx = await openWith([{ types: ['text/*', 'application/json'], refuse: ['text/html'] }])
    await nx.write('/a.txt', '')
    await nx.write('/a.json', '')
    await nx.write('/a.md', '', { contentType: 'text/markdown; charset=utf-8' })
    expect(await vetoOf(nx.write('/a.html', '', { contentType: 'text/plain' }))).toContain(
      'refuses the media type text/html',
    )
    expect(await vetoOf(nx.write('/a.txt', '', { contentType: 'TEXT/HTML' }))).toContain(
      'text/html',
    )
    expect(await vetoOf(nx.write('/a.png', ''))).toContain(
      'allows text/*, application/json and not image/png',
    )
    expect(await vetoOf(nx.write('/unknown', ''))).toContain('not application/octet-stream')
  })

  test('nothing may be at a forbidden path or below it, in any case', async () => {
    const nx = await openWith([
      {
        name: 'builds',
        forbid: true,
        paths: ['/**/*.exe', '/**/node_modules'],
        except: ['/vendor/**'],
      },
    ])
    const reason = 'rule "builds" allows nothing there'
    expect(await vetoOf(nx.write('/a/b.EXE', ''))).toContain(reason)
    expect(await vetoOf(nx.write('/a/node_modules/b/c.js', ''))).toContain(reason)
    expect(await vetoOf(nx.mkdir('/node_modules'))).toContain(reason)
    expect(await vetoOf(nx.mkdir('/a/node_modules/b', { parents: true }))).toContain(reason)
    await nx.write('/vendor/a.exe', '')
    await nx.write('/a/exe', '')
    await nx.write('/.hidden/node_modules.md', '')
  })

  test('a rule holds for its paths alone', async () => {
    const nx = await openWith([
      { ...NO_SECRETS, paths: ['/shared/**'], except: ['/shared/test/**'] },
    ])
    await nx.write('/a', SECRET)
    await nx.write('/shared/test/a', SECRET)
    await vetoOf(nx.write('/shared/.a', SECRET))
  })
})

describe('copies and renames', () => {
  const open = async (): Promise<Nexus> => {
    const nx = await openWith([
      { ...NO_SECRETS, paths: ['/public/**'] },
      { size: 20, paths: ['/public/**'] },
      { refuse: ['text/html'] },
      { forbid: true, paths: ['/**/*.exe'] },
    ])
    await nx.writeBatch([
      { path: '/d/one', content: 'one' },
      { path: '/d/e/key', content: SECRET },
      { path: '/large', content: 'x'.repeat(21) },
      { path: '/page.txt', content: '<p>' },
    ])
    return nx
  }

  test('may not bring what may not be written there', async () => {
    const nx = await open()
    for (const move of [nx.copy, nx.rename]) {
      expect(await vetoOf(move('/d/e/key', '/public/key'))).toContain('/public/key: rule "no keys"')
      expect(await vetoOf(move('/d', '/public/d'))).toContain('/public/d/e/key: rule "no keys"')
      expect(await vetoOf(move('/large', '/public/large'))).toContain('allows 20 bytes')
      expect(await vetoOf(move('/page.txt', '/page.html'))).toContain('text/html')
      expect(await vetoOf(move('/d', '/d.exe'))).toContain('rule 4 allows nothing there')
    }
    expect(
      await nx
        .list('/public')
        .toArray()
        .catch(() => []),
    ).toEqual([])
  })

  test('may bring the rest, and move what is there already', async () => {
    const nx = await open()
    await nx.copy('/d/one', '/public/one')
    await nx.rename('/d', '/f')
    await nx.rename('/public/one', '/public/two')
    expect(await nx.readText('/public/two')).toBe('one')
    expect(await nx.readText('/f/e/key')).toBe(SECRET)
  })

  test('of a tenant are judged by the files of the tenant', async () => {
    const nx = await openWith([{ ...NO_SECRETS, paths: ['/shared/**'] }])
    const agent = nx.as({ tenantId: 'acme', agentId: 'one' })
    await agent.write('/workspace/acme/one/a', SECRET)
    await vetoOf(agent.copy('/workspace/acme/one/a', '/shared/acme/a'))
    await agent.append('/workspace/acme/one/b', 'harmless')
    await agent.copy('/workspace/acme/one/b', '/shared/acme/b')
  })
})

describe('configuration', () => {
  test.each([
    ['no rules', { rules: [] }, 'Give at least one rule'],
    ['a rule that refuses nothing', { rules: [{ paths: ['/**'] }] }, 'refuses nothing'],
    ['a glob without a slash', { rules: [{ forbid: true, paths: ['*.exe'] }] }, 'begins with "/"'],
    ['an unknown secret', { rules: [{ secrets: ['password'] }] }, 'rules.0.secrets'],
    ['a broken pattern', { rules: [{ patterns: { a: '(' } }] }, 'is no regular expression'],
    [
      'a pattern that matches all',
      { rules: [{ patterns: { a: 'x*' } }] },
      'matches even what is empty',
    ],
    ['a size that is none', { rules: [{ size: -1 }] }, 'Give 0 or more bytes'],
    ['an odd type', { rules: [{ types: ['text'] }] }, 'text/plain or image/*'],
    ['an unknown member', { rules: [{ forbid: true, limit: 1 }] }, 'limit'],
  ])('%s is CONFIG_INVALID', async (_, config, message) => {
    const { default: plugin } = await import('../src/index.ts')
    const opening = createNexus({
      store: createMemoryStore(),
      backend: createMemoryBackend(),
      plugins: [{ plugin, config }],
    })
    await expect(opening).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(message),
    })
  })

  test('two handles of one process have their own rules', async () => {
    const one = await openWith([{ size: 1 }])
    const two = await openWith([{ size: 2 }])
    await two.write('/a', 'ab')
    await vetoOf(one.write('/a', 'ab'))
  })
})

test('the command check lists what breaks the rules, without a secret, and exits with 10', async () => {
  const { default: plugin } = await import('../src/index.ts')
  const nx = await createNexus({ store: createMemoryStore(), backend: createMemoryBackend() })
  await nx.write('/a', SECRET)
  await nx.write('/b', 'fine')
  await nx.write('/c', SECRET)
  const schema = plugin.configSchema?.['~standard']
  const checked = await schema?.validate({ rules: [NO_SECRETS] })
  if (checked === undefined || checked.issues !== undefined) throw new Error('no policy')
  const run = async (...words: string[]) => {
    const command = plugin.commands?.check
    if (command === undefined) throw new Error('no command')
    return runCommand(command, words, { config: checked.value, nexus: nx })
  }
  const reason =
    'rule "no keys" refuses secrets, and line 1 holds what looks like one (aws-access-key)'
  const values = [
    { path: '/a', reason },
    { path: '/c', reason },
  ]
  expect(await run()).toMatchObject({ exitCode: 10, printed: [{ value: values }] })
  expect(await run('--limit', '1')).toMatchObject({
    exitCode: 10,
    printed: [{ value: [values[0]] }],
  })
  await nx.delete('/a')
  await nx.delete('/c')
  expect((await run('/')).exitCode).toBe(0)
  await nx.close()
})
