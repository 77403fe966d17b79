/** Metadata out and in. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Nexus } from '@nexusfs/core'
import { openNexus } from '../adapters/nexus.ts'
import { type BareNodes, createBareNodes } from '../harness/bare-nodes.ts'
import { type Contestant, interleave, timed } from '../harness/measure.ts'
import { ratioGoal, type Scenario, type Settings, type Table } from '../harness/scenario.ts'

const ROOT = '/shared/bench/portable'
const PER_BATCH = 1000

/** Export against reading the rows of nodes, import against inserting them in one transaction. */
export const portable: Scenario = {
  name: 'portable',
  async run(settings) {
    const files = settings.quick ? 2_000 : 20_000
    const folder = join(settings.folder, 'nexus')
    await fill(folder, files)
    const path = join(settings.folder, 'bare.db')
    const bare = createBareNodes(path, join(folder, 'metadata.db'))
    const nexus = await openNexus(folder)
    const lines = join(settings.folder, 'export.jsonl')
    await nexus.exportMetadata(lines)
    const tables = [
      await compareExport(nexus, bare, settings, files),
      await compareImport(nexus, bare, settings, lines, files),
    ]
    await nexus.close()
    bare.close()
    return tables
  },
}

async function fill(folder: string, files: number): Promise<void> {
  const nexus = await openNexus(folder)
  for (let from = 0; from < files; from += PER_BATCH) {
    const items = Array.from({ length: PER_BATCH }, (_, index) => ({
      path: `${ROOT}/d${from / PER_BATCH}/f${index}.txt`,
      content: `content ${from + index}`,
    }))
    await nexus.writeBatch(items)
  }
  await nexus.close()
}

async function compareExport(
  nexus: Nexus,
  bare: BareNodes,
  settings: Settings,
  files: number,
): Promise<Table> {
  const target = join(settings.folder, 'again.jsonl')
  const measurements = await interleave(
    [
      contestant(
        'nexus',
        'JSON Lines, sorted, synced',
        files,
        () => nexus.exportMetadata(target),
        () => rmSync(target, { force: true }),
      ),
      contestant('bare SQLite read', 'the rows of nodes', files, () => bare.read()),
    ],
    settings.repeats,
  )
  return {
    title: `Export of ${files.toLocaleString('en-US')} files`,
    display: 'rate',
    measurements,
    goals: [ratioGoal('export', measurements, 'bare SQLite read', 0.5)],
  }
}

async function compareImport(
  nexus: Nexus,
  bare: BareNodes,
  settings: Settings,
  lines: string,
  files: number,
): Promise<Table> {
  const rows = bare.read()
  const measurements = await interleave(
    [
      contestant(
        'nexus',
        'content is there',
        files,
        () => nexus.importMetadata(lines),
        () => nexus.rmdir(ROOT, { recursive: true }),
      ),
      contestant(
        'bare SQLite inserts',
        'in one transaction',
        files,
        () => bare.insert(rows),
        () => bare.empty(),
      ),
    ],
    settings.repeats,
  )
  return {
    title: `Import of ${files.toLocaleString('en-US')} files`,
    display: 'rate',
    measurements,
    goals: [ratioGoal('import', measurements, 'bare SQLite inserts', 0.5)],
  }
}

function contestant(
  name: string,
  note: string,
  operations: number,
  work: () => unknown,
  prepare?: () => unknown,
): Contestant {
  return {
    name,
    note,
    async round() {
      await prepare?.()
      const { milliseconds } = await timed(1, 1, work)
      return { operations, milliseconds }
    },
  }
}
