import type { Backend } from '../spec/index.ts'
import type { Bucket } from './bucket-types.ts'

/** The driver behind a backend: several buckets may stand for one. A backend that is no bucket is its own. */
export function driverOf(backend: Backend): Backend {
  return (backend as Partial<Bucket>).driver ?? backend
}
