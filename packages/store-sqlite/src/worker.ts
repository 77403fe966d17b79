/** Entry of the worker thread that {@link LargeCommit} starts: commits batches one at a time. */
import { parentPort, workerData } from 'node:worker_threads'
import { newId } from '@nexusfs/core/kit'
import { commitMember } from './commit-member.ts'
import { openConnection } from './connection.ts'
import { toNexusError } from './errors.ts'
import { GroupCommit } from './group-commit.ts'
import type { WorkerAnswer, WorkerQuestion, WorkerSettings } from './large-commit.ts'
import { Statements } from './statements.ts'
import { Writer } from './writer.ts'

const given = workerData as WorkerSettings
const time = { now: 0 }
const settings = { ...given, clock: () => time.now, ids: newId, random: Math.random }
const port = parentPort
if (port === null) throw new Error('This module is the entry of a worker thread.')

const opened = openConnection(settings.path, settings.durability, settings).then((db) => ({
  db,
  group: new GroupCommit(new Writer(new Statements(db), settings), () => {}),
}))
// An error is answered to the first question.
opened.catch(() => {})

port.on('message', async ({ batch, now }: WorkerQuestion) => {
  try {
    const { db, group } = await opened
    if (batch === undefined) {
      await group.close()
      db.close()
      port.close()
      return
    }
    time.now = now
    const result = await group.run(commitMember(batch, 'full'))
    port.postMessage({ result } satisfies WorkerAnswer)
  } catch (error) {
    if (batch === undefined) return port.close()
    const { code, message, hint } = toNexusError(error, settings.path)
    port.postMessage({ code, message, ...(hint !== undefined && { hint }) } satisfies WorkerAnswer)
  }
})
