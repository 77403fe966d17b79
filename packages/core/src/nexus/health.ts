import { driverOf } from '../content/index.ts'
import { isShownIn } from '../history/index.ts'
import type { Backend } from '../spec/index.ts'
import { pastContext } from './moment.ts'
import type { Session } from './session.ts'
import type { Health, UnknownChange } from './types.ts'

/** Asks the store and every backend how they are. */
export async function checkHealth(session: Session): Promise<Health> {
  const { store, mounts } = session.parts
  const health = await store.health()
  const drivers = new Map(mounts.all().map(({ backend }) => [driverOf(backend), backend]))
  const backends = await Promise.all([...drivers.values()].map(checkBackend))
  return {
    ok: health.ok && backends.every((backend) => backend.ok),
    store: { ...health, ...store.describe() },
    backends,
    ...(await unknownChanges(session)),
  }
}

/** What crashes left of changes in mounts of layout `path`, as far as the caller may see it. */
async function unknownChanges(session: Session): Promise<Pick<Health, 'unknownChanges'>> {
  const { mounts, trees } = session.parts
  const seen: UnknownChange[] = []
  for (const mount of mounts.all()) {
    if (mount.layout !== 'path') continue
    for (const change of await trees.ledger.unknown(mount))
      if (isShownIn(pastContext(session), mount.space, change.path)) seen.push(change)
  }
  return seen.length === 0 ? {} : { unknownChanges: seen }
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
