import { NexusError } from '../errors/index.ts'
import type { Backend, BackendCapabilities } from '../spec/index.ts'

/** Nothing is promised of what cannot be asked. */
const CAPABILITIES: BackendCapabilities = {
  origin: 'declared',
  putIfAbsent: false,
  putIfMatch: false,
  deleteIfMatch: false,
  objectMetadata: false,
  verifiesDigest: false,
  deleteMany: false,
  copy: false,
  copyConditions: false,
  rename: false,
  multipart: false,
  presign: false,
  setMetadata: false,
  versions: false,
  tier: false,
  watch: false,
  admin: false,
  local: false,
  orderedListing: true,
  maxKeyBytes: 1024,
  maxObjectBytes: Number.MAX_SAFE_INTEGER,
}

/** Stands for a backend that could not be made, so that the mount can be seen: every call fails with the reason. */
export function unavailableBackend(type: string, reason: NexusError): Backend {
  const fail = async (): Promise<never> => {
    const { code, message, hint } = reason
    throw new NexusError(code, message, { hint, cause: reason })
  }
  return {
    apiVersion: 1,
    type,
    capabilities: CAPABILITIES,
    describe: () => ({ type, location: 'not available' }),
    head: fail,
    get: fail,
    put: fail,
    delete: fail,
    list: fail,
    async check() {
      const hint = reason.hint ?? 'Correct its options, or remove the mount.'
      return { ok: false, code: reason.code, problem: reason.message, hint }
    },
    async close() {},
  }
}
