import { driverOf } from '../content/index.ts'
import type { Backend } from '../spec/index.ts'
import type { Session } from './session.ts'
import type { Health } from './types.ts'

/** Asks the store and every backend how they are. */
export async function checkHealth({ parts: { store, mounts } }: Session): Promise<Health> {
  const health = await store.health()
  const drivers = new Map(mounts.all().map(({ backend }) => [driverOf(backend), backend]))
  const backends = await Promise.all([...drivers.values()].map(checkBackend))
  return {
    ok: health.ok && backends.every((backend) => backend.ok),
    store: { ...health, ...store.describe() },
    backends,
  }
}

async function checkBackend(backend: Backend): Promise<Health['backends'][number]> {
  const { type, location } = backend.describe()
  try {
    const answer = await backend.check()
    if (answer.ok) return { type, location, ok: true }
    return {
      type,
      location,
      ok: false,
      problem: answer.problem,
      hint: answer.hint,
      code: answer.code,
    }
  } catch (error) {
    return { type, location, ok: false, problem: (error as Error).message }
  }
}
