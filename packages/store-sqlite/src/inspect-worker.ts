/** Entry of the worker thread that {@link inspectInWorker} starts: checks the database once and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import { openConnection } from './connection.ts'
import { toNexusError } from './errors.ts'
import { inspect } from './inspect.ts'
import type { InspectAnswer, InspectSettings } from './inspect-start.ts'
import { retryBusy } from './retry.ts'

const settings = { ...(workerData as InspectSettings), random: Math.random }

async function answer(): Promise<InspectAnswer> {
  try {
    const db = await openConnection(settings.path, settings.durability, settings)
    try {
      return { problems: await retryBusy(settings, () => inspect(db)) }
    } finally {
      db.close()
    }
  } catch (error) {
    const { code, message, hint } = toNexusError(error, settings.path)
    return { code, message, ...(hint !== undefined && { hint }) }
  }
}

parentPort?.postMessage(await answer())
