import { randomUUID } from 'node:crypto'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { createMemoryBackend, createNexus, type LogVerification, type Nexus } from '@nexusfs/core'
import Sqlite from 'better-sqlite3'
import { createSqliteStore } from '../src/index.ts'
import { temporaryFolder } from './opened.ts'

/** What a verification is asked to hold the log against. */
export type Expectation = Pick<LogVerification, 'count' | 'head'>

/** A database whose log is sealed, to be copied and damaged. */
export interface SealedLog {
  /** The database itself, not to be changed. */
  readonly path: string
  /** What its owner kept elsewhere. */
  readonly kept: LogVerification
  /** Damages a copy with the triggers off, and verifies it. */
  verify(damage: (db: Sqlite.Database) => void, expect?: Expectation): Promise<LogVerification>
  remove(): void
}

/** A handle on a database, with all kinds of members in its log's rows. */
export async function openHandle(path: string): Promise<Nexus> {
  const store = createSqliteStore({ path })
  return createNexus({ store, backend: createMemoryBackend(), inlineMaxBytes: 65_536 })
}

/** Makes a database with what `fill` does, and seals its log. */
export async function sealedLog(fill: (nx: Nexus) => Promise<void>): Promise<SealedLog> {
  const folder = temporaryFolder()
  const path = join(folder.path, 'sealed.db')
  const nx = await openHandle(path)
  await fill(nx)
  const kept = await nx.operations.verify()
  await nx.close()
  return {
    path,
    kept,
    remove: folder.remove,
    async verify(damage, expect) {
      const copy = join(folder.path, `${randomUUID()}.db`)
      copyFileSync(path, copy)
      const db = new Sqlite(copy)
      db.exec('DROP TRIGGER operation_log_update; DROP TRIGGER operation_log_delete')
      damage(db)
      db.close()
      const damaged = await openHandle(copy)
      try {
        return await damaged.operations.verify(expect === undefined ? {} : { expect })
      } finally {
        await damaged.close()
      }
    },
  }
}

/** Operations of every shape: each member of a row is somewhere. Half way they are sealed. */
export async function everyShape(nx: Nexus, rounds: number): Promise<void> {
  const acting = nx.as({ userId: 'ann', run: 'run', requestId: 'request' })
  for (let round = 0; round < rounds; round++) {
    const file = `/docs/d${round}/a`
    await nx.write(file, `${round}`)
    await acting.append(file, 'more')
    await acting.writeBatch([
      { path: `/docs/d${round}/b`, content: 'b' },
      { path: `/docs/d${round}/c`, content: `c${round}` },
    ])
    await nx.tags.set(file, 'k', 'v')
    await nx.copy(`/docs/d${round}`, `/docs/copy${round}`)
    await acting.rename(`/docs/d${round}`, `/docs/moved${round}`)
    await nx.mounts.add({ mountPoint: `/docs/moved${round}`, backend: createMemoryBackend() })
    await nx.delete(`/docs/copy${round}/a`)
    if (round === rounds >> 1) await nx.operations.verify()
  }
}
