/** Taking operations back. */
import type { Nexus } from '@nexusfs/core'
import { DIRECTORY, openNexus } from '../adapters/nexus.ts'
import { distinctBytes } from '../harness/bytes.ts'
import { type Contestant, interleave, type Round, timed } from '../harness/measure.ts'
import { costGoal, type Scenario, type Settings, type Table } from '../harness/scenario.ts'

const WRITE = 'nexus, write'
const BATCH = 'nexus, batch of writes'

/** One operation against one write, and a run of a thousand against a batch of a thousand. */
export const undo: Scenario = {
  name: 'undo',
  run: async (settings) => [await undoOne(settings), await undoRun(settings)],
}

/** Makes operations and gives their ids. */
type Prepare = (nexus: Nexus, name: string, count: number) => Promise<readonly string[]>

async function undoOne(settings: Settings): Promise<Table> {
  const count = settings.quick ? 50 : 500
  const next = distinctBytes()
  const nexus = await openNexus(`${settings.folder}/one`)
  const each = (name: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${DIRECTORY}/${name}-${index}`)
  const write: Prepare = (nexus, name, count) =>
    Promise.all(
      each(name, count).map(async (path) => (await nexus.write(path, next())).operationId),
    )
  const remove: Prepare = async (nexus, name, count) => {
    await write(nexus, name, count)
    return Promise.all(
      each(name, count).map(async (path) => (await nexus.delete(path)).operationId),
    )
  }
  const overwrite: Prepare = async (nexus, name, count) => {
    await write(nexus, name, count)
    return write(nexus, name, count)
  }
  const undone = (name: string, prepare: Prepare): Contestant => ({
    name: `nexus, undo of ${name}`,
    async round(round) {
      const ids = await prepare(nexus, `${name.replaceAll(' ', '-')}-${round}`, count)
      return timed(count, 1, (index) => nexus.undo(ids[index] as string))
    },
  })
  const contestants = [
    undone('a write', write),
    undone('an overwrite', overwrite),
    undone('a delete', remove),
    {
      name: WRITE,
      round: (round: number) =>
        timed(count, 1, (index) => nexus.write(`${DIRECTORY}/plain-${round}-${index}`, next())),
    },
  ]
  const measurements = await interleave(contestants, settings.repeats)
  await nexus.close()
  return {
    title: 'Undo one operation on a file of 4 KiB',
    display: 'milliseconds',
    measurements,
    goals: contestants
      .filter(({ name }) => name !== WRITE)
      .map(({ name }, index) => costGoal(`undo-${index}`, measurements, name, WRITE, 2)),
  }
}

async function undoRun(settings: Settings): Promise<Table> {
  const count = settings.quick ? 200 : 1000
  const next = distinctBytes()
  const nexus = await openNexus(`${settings.folder}/run`)
  const files = (name: string) =>
    Array.from({ length: count }, (_, index) => ({
      path: `${DIRECTORY}/${name}/file-${index}`,
      content: next(),
    }))
  const once = async (call: () => unknown): Promise<Round> => {
    const { milliseconds } = await timed(1, 1, call)
    return { operations: count, milliseconds }
  }
  const undone = (name: string, isOver: boolean): Contestant => ({
    name: `nexus, undo of ${name}`,
    async round(round) {
      const directory = `${name.replaceAll(' ', '-')}-${round}`
      const run = `run ${directory}`
      if (isOver) await nexus.writeBatch(files(directory))
      const agent = nexus.as({ run })
      await Promise.all(files(directory).map(({ path, content }) => agent.write(path, content)))
      return once(() => nexus.undo({ run }))
    },
  })
  const contestants = [
    undone('a run of writes', false),
    undone('a run of overwrites', true),
    {
      name: BATCH,
      round: (round: number) => {
        const items = files(`batch-${round}`)
        return once(() => nexus.writeBatch(items))
      },
    },
  ]
  const measurements = await interleave(contestants, settings.repeats)
  await nexus.close()
  return {
    title: `Undo a run of ${count.toLocaleString('en-US')} operations`,
    display: 'rate',
    measurements,
    goals: contestants
      .filter(({ name }) => name !== BATCH)
      .map(({ name }, index) => costGoal(`undo-run-${index}`, measurements, name, BATCH, 1.5)),
    notes: ['Operations undone, or files written, a second; 4 KiB each.'],
  }
}
