import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect, type Nexus } from 'nexusfs'
import { afterEach, expect, test, vi } from 'vitest'
import audit from '../src/index.ts'
import { hostFolder, idsOf, linesOf } from './world.ts'

const WRITER = fileURLToPath(new URL('writer.fixture.ts', import.meta.url))

afterEach(() => {
  vi.useRealTimers()
})

interface Writer {
  /** Ids of acknowledged operations. */
  readonly acknowledged: readonly string[]
  /** Resolves when so many are acknowledged. */
  reaches(count: number): Promise<void>
  end(signal?: NodeJS.Signals): Promise<number | null>
}

/** A process of its own that writes to a store and is audited. */
function startWriter(folder: string, name: string, count?: number): Writer {
  const { dataDir, file } = placesIn(folder)
  const given = [dataDir, file, name, ...(count === undefined ? [] : [String(count)])]
  const child = spawn(process.execPath, ['--conditions=nexusfs-source', WRITER, ...given], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  let output = ''
  const acknowledged = () => output.split('\n').slice(0, -1)
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (text: string) => {
    output += text
  })
  return {
    get acknowledged() {
      return acknowledged()
    },
    async reaches(least) {
      while (acknowledged().length < least)
        await new Promise((resolve) => child.stdout.once('data', resolve))
    },
    end(signal) {
      if (signal !== undefined) child.kill(signal)
      return ended
    },
  }
}

function placesIn(folder: string): { readonly dataDir: string; readonly file: string } {
  return { dataDir: join(folder, 'data'), file: join(folder, 'audit.jsonl') }
}

function openAudited(folder: string): Promise<Nexus> {
  const { dataDir, file } = placesIn(folder)
  return connect({ dataDir, definitions: [audit], plugins: [{ name: 'audit', config: { file } }] })
}

async function loggedIds(folder: string): Promise<readonly string[]> {
  return (await linesOf(placesIn(folder).file)).map(({ id }) => id)
}

test('several processes at once leave each operation once, in order', {
  timeout: 60_000,
}, async () => {
  const folder = await hostFolder()
  const writers = ['a', 'b', 'c'].map((name) => startWriter(folder, name, 30))
  expect(await Promise.all(writers.map((writer) => writer.end()))).toEqual([0, 0, 0])
  const nx = await openAudited(folder)
  const ids = await idsOf(nx)
  await nx.close()
  expect(ids).toHaveLength(90)
  expect(await loggedIds(folder)).toEqual(ids)
})

test('after kill -9 no acknowledged operation is missing', { timeout: 60_000 }, async () => {
  const folder = await hostFolder()
  const acknowledged: string[] = []
  for (const [round, least] of [5, 40].entries()) {
    const writer = startWriter(folder, `round-${round}`)
    await writer.reaches(least)
    await writer.end('SIGKILL')
    acknowledged.push(...writer.acknowledged)
  }
  // The next one waits until the dead one cannot be writing any more.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 20_000 })
  const nx = await openAudited(folder)
  const ids = await idsOf(nx)
  await nx.close()
  const logged = await loggedIds(folder)
  expect(ids).toEqual(expect.arrayContaining(acknowledged))
  expect([...new Set(logged)]).toEqual(ids)
})

test('is switched on in nexus.yaml, with the folder of the file made', async () => {
  const folder = await hostFolder()
  const file = join(folder, 'logs', 'audit.jsonl')
  const yaml = `data_dir: ./data\nplugins:\n  - name: audit\n    config: { file: ${JSON.stringify(file)}, max_bytes: 2048, max_files: 1 }\n`
  await writeFile(join(folder, 'nexus.yaml'), yaml)
  const nx = await connect({ definitions: [audit] }, { cwd: folder, home: folder, env: {} })
  await nx.write('/a', '')
  expect((await nx.plugins.list()).map(({ name }) => name)).toEqual(['audit'])
  await nx.close()
  expect((await linesOf(file)).map(({ path }) => path)).toEqual(['/a'])
})
