import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryBackend, createMemoryStore, isNexusError, type Nexus } from '@nexusfs/core'
import { type TemporaryKind, temporaryName } from '@nexusfs/core/kit'
import {
  type BackupProgress,
  type ConnectOptions,
  connect,
  createBackup,
  restoreBackup,
  verifyBackup,
} from 'nexusfs'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { mountSmallDisk } from './crash/small-disk.ts'

const AROUND = { env: {}, home: '/nowhere' }

interface World {
  readonly nx: Nexus
  readonly folder: string
  readonly dataDir: string
  readonly target: string
}

/** A data folder with content of every kind: inline, objects, appended, past and deleted. */
async function createWorld(more: ConnectOptions = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-backup-'))
  const dataDir = join(folder, 'data')
  const nx = await open(dataDir, more)
  onTestFinished(async () => {
    await nx.close()
    await rm(folder, { recursive: true })
  })
  await nx.write('/docs/small', 'small', { tags: { a: 'b' } })
  await nx.write('/docs/large', bytes(200_000, 1))
  await nx.write('/docs/large', bytes(300_000, 2))
  await nx.write('/docs/gone', bytes(100_000, 3))
  await nx.delete('/docs/gone')
  await nx.write('/docs/log', bytes(100_000, 4))
  await nx.append('/docs/log', bytes(100_000, 5))
  return { nx, folder, dataDir, target: join(folder, 'backup') }
}

function open(dataDir: string, more: ConnectOptions = {}): Promise<Nexus> {
  return connect({ dataDir, gc: 'manual', ...more } as ConnectOptions, { ...AROUND, cwd: dataDir })
}

function bytes(size: number, seed: number): Uint8Array {
  return createHash('shake256', { outputLength: size }).update(`${seed}`).digest()
}

/** Every file below a folder with its size and hash. */
async function snapshotOf(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name)
    if ((await stat(path)).isFile())
      found[name] = createHash('sha256')
        .update(await readFile(path))
        .digest('hex')
  }
  return found
}

async function rejectsWith(code: string, promise: Promise<unknown>) {
  const error: unknown = await promise.then(
    () => new Error(`It was not rejected with ${code}.`),
    (thrown: unknown) => thrown,
  )
  if (!isNexusError(error)) throw error
  expect(error.code, error.message).toBe(code)
  return error
}

async function objectsIn(backup: string): Promise<string[]> {
  const names = await readdir(join(backup, 'data'), { recursive: true })
  return names.filter((name) => /[0-9a-f]{64}$/.test(name)).sort()
}

describe('createBackup', () => {
  test('a backup is verified, restored, and gives everything back, the past included', async () => {
    const { nx, folder, dataDir, target } = await createWorld()
    const seen: BackupProgress[] = []
    const report = await createBackup(
      { dataDir, target, onProgress: (progress) => seen.push(progress) },
      AROUND,
    )
    expect(report).toMatchObject({ target, lost: [], lostCount: 0, elsewhere: [] })
    expect(new Set(seen.map(({ phase }) => phase))).toEqual(new Set(['database', 'objects']))
    expect(await objectsIn(target)).toHaveLength(5)
    const verified = await verifyBackup(target)
    expect(verified).toMatchObject({ ok: true, problems: [], time: report.time })
    expect(verified.files).toBe(report.files)
    expect(verified.bytes).toBe(report.bytes)
    await nx.write('/docs/later', 'not in the backup')
    const restored = join(folder, 'restored')
    expect(await restoreBackup({ backup: target, dataDir: restored })).toEqual({
      dataDir: restored,
      time: report.time,
      files: report.files,
      bytes: report.bytes,
    })
    const again = await open(restored)
    try {
      expect(await again.read('/docs/large')).toEqual(new Uint8Array(bytes(300_000, 2)))
      expect(await again.exists('/docs/later')).toBe(false)
      const [write, deletion] = await again.operations.list({ path: '/docs/gone' }).toArray()
      expect([write?.type, deletion?.type].sort()).toEqual(['delete', 'write'])
      await again.undo([write, deletion].find((one) => one?.type === 'delete')?.id as string)
      expect(await again.read('/docs/gone')).toEqual(new Uint8Array(bytes(100_000, 3)))
      expect(await again.content.fsck({ deep: true })).toMatchObject({ ok: true, problems: [] })
      await again.write('/docs/new', bytes(100_000, 6))
    } finally {
      await again.close()
    }
    expect((await stat(restored)).mode & 0o777).toBe(0o700)
  })

  test('while others write, delete and collect, it holds one moment with all content', async () => {
    const more = { retention: 0 } as ConnectOptions
    const { nx, dataDir, target } = await createWorld(more)
    for (let index = 0; index < 40; index++) await nx.write(`/docs/${index}`, bytes(70_000, index))
    const collected: string[] = []
    let changes: Promise<unknown> = Promise.resolve()
    let round = 0
    const disturb = async () => {
      const index = round++
      if (index >= 40) return
      await nx.write(`/docs/new${index}`, bytes(70_000, 1000 + index))
      await nx.delete(`/docs/${index}`)
      await nx.content.gc({ apply: true }).then(
        () => collected.push('done'),
        (error: unknown) => collected.push(isNexusError(error) ? error.code : String(error)),
      )
    }
    const onProgress = ({ phase }: BackupProgress) => {
      if (phase === 'objects') changes = changes.then(disturb)
    }
    const { lostCount } = await createBackup({ dataDir, target, onProgress }, AROUND)
    await changes
    expect(round).toBeGreaterThan(10)
    expect(lostCount).toBe(0)
    expect(collected).toContain('BUSY')
    expect(await verifyBackup(target)).toMatchObject({ ok: true, problems: [] })
    expect(await nx.content.gc({ apply: true })).toMatchObject({ applied: true })
  })

  test('files and folders are for their owner alone', async () => {
    const { dataDir, target } = await createWorld()
    await createBackup({ dataDir, target }, AROUND)
    for (const name of ['', 'data', 'data/cas']) {
      expect((await stat(join(target, name))).mode & 0o777).toBe(0o700)
    }
    for (const name of ['manifest.jsonl', 'data/metadata.db']) {
      expect((await stat(join(target, name))).mode & 0o777).toBe(0o600)
    }
    expect((await readdir(target)).sort()).toEqual(['data', 'manifest.jsonl'])
  })

  test('a data folder without objects, and one whose database lies elsewhere', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nexus-backup-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const options = { dataDir: join(folder, 'data'), dbPath: join(folder, 'db/meta.sqlite') }
    const nx = await connect(options, { ...AROUND, cwd: folder })
    await nx.write('/docs/a', 'small')
    await nx.close()
    const target = join(folder, 'backup')
    expect(await createBackup({ ...options, target }, AROUND)).toMatchObject({ files: 1 })
    await restoreBackup({ backup: target, dataDir: join(folder, 'restored') })
    const again = await open(join(folder, 'restored'))
    expect(await again.readText('/docs/a')).toBe('small')
    await again.close()
  })

  test('objects that were missing or damaged before are told, and the rest is backed up', async () => {
    const { nx, folder, dataDir, target } = await createWorld()
    const { etag } = await nx.stat('/docs/large')
    const key = `cas/${etag?.slice(0, 2)}/${etag?.slice(2, 4)}/${etag}`
    await writeFile(join(dataDir, key), 'damaged')
    const report = await createBackup({ dataDir, target }, AROUND)
    expect(report).toMatchObject({ lost: [key], lostCount: 1 })
    const { ok, problems } = await verifyBackup(target)
    expect(ok).toBe(false)
    expect(problems).toEqual([expect.objectContaining({ kind: 'missing', loss: true })])
    const restored = join(folder, 'restored')
    await rejectsWith('CORRUPT', restoreBackup({ backup: target, dataDir: restored }))
    expect(await readdir(folder)).not.toContain('restored')
    await restoreBackup({ backup: target, dataDir: restored, allowLoss: true })
    const again = await open(restored)
    expect(await again.readText('/docs/small')).toBe('small')
    await again.close()
  })

  test('content of mounts is named as lying elsewhere', async () => {
    const { nx, dataDir, target } = await createWorld()
    await nx.mounts.add({ mountPoint: '/mnt', backend: createMemoryBackend() })
    await nx.write('/mnt/a', bytes(100_000, 9))
    const { elsewhere } = await createBackup({ dataDir, target }, AROUND)
    expect(elsewhere).toHaveLength(1)
    expect(await verifyBackup(target)).toMatchObject({ ok: true, problems: [] })
  })

  test('what is no embedded stack is NOT_SUPPORTED, and what is not there NOT_FOUND', async () => {
    const { folder, dataDir, target } = await createWorld()
    const refused = (options: ConnectOptions) =>
      createBackup({ dataDir, target, ...options }, AROUND)
    await rejectsWith('NOT_SUPPORTED', refused({ store: { type: 'memory' } }))
    await rejectsWith('NOT_SUPPORTED', refused({ backend: { type: 'memory' } }))
    await rejectsWith('NOT_SUPPORTED', refused({ backend: { type: 's3' } }))
    await rejectsWith('NOT_SUPPORTED', refused({ store: createMemoryStore() }))
    await rejectsWith('NOT_FOUND', refused({ dataDir: join(folder, 'none') }))
    expect((await readdir(folder)).sort()).toEqual(['data'])
  })

  test('a target that is there, lies in the data, or has no folder above is refused', async () => {
    const { folder, dataDir, target } = await createWorld()
    await mkdir(target)
    await rejectsWith('ALREADY_EXISTS', createBackup({ dataDir, target }, AROUND))
    const inside = join(dataDir, 'backup')
    await rejectsWith('INVALID_ARGUMENT', createBackup({ dataDir, target: inside }, AROUND))
    const deep = join(folder, 'no/backup')
    await rejectsWith('NOT_FOUND', createBackup({ dataDir, target: deep }, AROUND))
    await rejectsWith('INVALID_ARGUMENT', createBackup({ dataDir, target: '' }, AROUND))
    expect((await readdir(folder)).sort()).toEqual(['backup', 'data'])
    expect(await readdir(target)).toEqual([])
  })

  test.each(['database', 'objects'])(
    'an abort during the phase %s leaves nothing',
    async (phase) => {
      const { nx, folder, dataDir, target } = await createWorld()
      const controller = new AbortController()
      const onProgress = (progress: BackupProgress) => {
        if (progress.phase === phase) controller.abort()
      }
      const { signal } = controller
      await rejectsWith('ABORTED', createBackup({ dataDir, target, signal, onProgress }, AROUND))
      expect(await readdir(folder)).toEqual(['data'])
      expect(await nx.content.gc({ apply: true })).toMatchObject({ applied: true })
    },
  )

  test('a disk without room is NO_SPACE and nothing is left', async (context) => {
    const disk = mountSmallDisk(1)
    if ('reason' in disk) return context.skip(disk.reason)
    onTestFinished(() => disk.unmount())
    const { nx, folder, dataDir, target } = await createWorld()
    await nx.write('/docs/huge', bytes(2_000_000, 8))
    const small = join(disk.folder, 'backup')
    await rejectsWith('NO_SPACE', createBackup({ dataDir, target: small }, AROUND))
    expect(await readdir(disk.folder)).toEqual([])
    await createBackup({ dataDir, target }, AROUND)
    const there = join(disk.folder, 'restored')
    await rejectsWith('NO_SPACE', restoreBackup({ backup: target, dataDir: there }))
    expect(await readdir(disk.folder)).toEqual([])
    expect((await readdir(folder)).sort()).toEqual(['backup', 'data'])
  })
})

describe('verifyBackup and restoreBackup', () => {
  let world: World
  let backup: string

  beforeEach(async () => {
    world = await createWorld()
    backup = world.target
    await createBackup({ dataDir: world.dataDir, target: backup }, AROUND)
  })

  async function refusesToRestore(code: string) {
    const before = await readdir(world.folder)
    const dataDir = join(world.folder, 'restored')
    await rejectsWith(code, restoreBackup({ backup, dataDir, allowLoss: true }))
    expect(await readdir(world.folder)).toEqual(before)
  }

  test('what killed processes left of the same folder, and of checks, is removed by the next', async () => {
    const { folder, dataDir, target } = await createWorld()
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    const dead = (kind: TemporaryKind) =>
      temporaryName(kind).replace(`-${process.pid}-`, `-${pid}-`)
    const tmpDir = join(folder, 'tmp')
    const half = { prefix: 'backup.', suffix: '.partial' }
    const living = temporaryName(half)
    for (const name of [
      join(folder, dead(half)),
      join(folder, living),
      join(tmpDir, dead({ prefix: 'nexus-verify-' })),
    ])
      await mkdir(join(name, 'deep'), { recursive: true })
    await createBackup({ dataDir, target }, AROUND)
    expect((await readdir(folder)).toSorted()).toEqual(['backup', living, 'data', 'tmp'])
    expect((await verifyBackup(target, { tmpDir })).ok).toBe(true)
    expect(await readdir(tmpDir)).toEqual([])
  })

  test('verifying changes nothing', async () => {
    const before = await snapshotOf(backup)
    expect((await verifyBackup(backup)).ok).toBe(true)
    expect(await snapshotOf(backup)).toEqual(before)
  })

  test('a flipped byte of an object is found', async () => {
    const [object = ''] = await objectsIn(backup)
    const file = join(backup, 'data', object)
    const content = await readFile(file)
    content[1000] = (content[1000] ?? 0) ^ 1
    await writeFile(file, content)
    const { ok, problems } = await verifyBackup(backup)
    expect(ok).toBe(false)
    expect(problems).toEqual([
      { kind: 'corrupt', file: `data/${object}`, message: expect.any(String), loss: true },
    ])
    await refusesToRestore('CORRUPT')
  })

  test('a flipped byte of the database is found', async () => {
    const file = join(backup, 'data/metadata.db')
    const content = await readFile(file)
    content[5000] = (content[5000] ?? 0) ^ 1
    await writeFile(file, content)
    expect((await verifyBackup(backup)).problems).toEqual([
      expect.objectContaining({ kind: 'corrupt', file: 'data/metadata.db' }),
    ])
    await refusesToRestore('CORRUPT')
  })

  test('a missing and a shortened object are found', async () => {
    const [first = '', second = ''] = await objectsIn(backup)
    await rm(join(backup, 'data', first))
    await truncate(join(backup, 'data', second), 10)
    const { problems } = await verifyBackup(backup)
    expect(problems.map(({ kind, file }) => `${kind} ${file}`).sort()).toEqual([
      `manifest data/${first}`,
      `size data/${second}`,
    ])
    await refusesToRestore('CORRUPT')
  })

  test('a file that the manifest does not name is told, and is not restored', async () => {
    await writeFile(join(backup, 'data/extra'), 'x')
    const { ok, problems } = await verifyBackup(backup)
    expect(ok).toBe(true)
    expect(problems).toEqual([expect.objectContaining({ kind: 'extra', file: 'data/extra' })])
    const dataDir = join(world.folder, 'restored')
    await restoreBackup({ backup, dataDir })
    expect(await readdir(dataDir)).not.toContain('extra')
  })

  test.each([
    ['cut off', (text: string) => text.slice(0, text.trimEnd().lastIndexOf('\n') + 1)],
    ['cut in a line', (text: string) => text.slice(0, -20)],
    ['without a line', (text: string) => text.split('\n').toSpliced(1, 1).join('\n')],
    ['going on', (text: string) => `${text}{"path":"data/x","size":1,"sha256":"x"}\n`],
    [
      'naming what lies outside',
      (text: string) => text.replace('data/metadata.db', 'data/../../x'),
    ],
    ['with another hash', (text: string) => text.replace(/"sha256":"./, '"sha256":"g')],
  ])('a manifest %s is found', async (_, edit) => {
    const file = join(backup, 'manifest.jsonl')
    await writeFile(file, edit(await readFile(file, 'utf8')))
    const { ok, problems } = await verifyBackup(backup)
    expect(ok).toBe(false)
    expect(problems.some(({ kind }) => kind === 'manifest')).toBe(true)
    await refusesToRestore('CORRUPT')
  })

  test('what is no backup', async () => {
    await rejectsWith('NOT_FOUND', verifyBackup(world.dataDir))
    await rejectsWith('NOT_FOUND', verifyBackup(join(world.folder, 'none')))
    const file = join(backup, 'manifest.jsonl')
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('"format":1', '"format":2'))
    await rejectsWith('STORE_FORMAT', verifyBackup(backup))
    await writeFile(file, 'something else\n')
    await rejectsWith('CORRUPT', verifyBackup(backup))
    await writeFile(file, '')
    await rejectsWith('CORRUPT', verifyBackup(backup))
  })

  test('a data folder that is there is refused unless it is empty', async () => {
    const dataDir = join(world.folder, 'restored')
    await mkdir(dataDir)
    await appendFile(join(dataDir, 'x'), 'x')
    await rejectsWith('ALREADY_EXISTS', restoreBackup({ backup, dataDir }))
    expect(await readdir(dataDir)).toEqual(['x'])
    await rm(join(dataDir, 'x'))
    await restoreBackup({ backup, dataDir })
    expect(await readdir(dataDir)).toContain('metadata.db')
    const inside = join(backup, 'data/restored')
    await rejectsWith('INVALID_ARGUMENT', restoreBackup({ backup, dataDir: inside }))
  })

  test('an aborted restore leaves nothing', async () => {
    const controller = new AbortController()
    const { signal } = controller
    let phases = ''
    const onProgress = ({ phase }: BackupProgress) => {
      if (!phases.endsWith(phase)) phases += ` ${phase}`
      if (phases === ' files check files') controller.abort()
    }
    const dataDir = join(world.folder, 'restored')
    await rejectsWith('ABORTED', restoreBackup({ backup, dataDir, signal, onProgress }))
    expect(phases).toBe(' files check files')
    expect((await readdir(world.folder)).sort()).toEqual(['backup', 'data'])
  })
})
