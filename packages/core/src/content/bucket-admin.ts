import type { BackendAdmin, CallOptions } from '../spec/index.ts'
import type { ProviderCall } from './provider-calls.ts'

type Run = <Result>(call: ProviderCall<Result>) => Promise<Result>

/** What a driver's owner can do, run like every other provider call: counted, timed out, repeated, errors translated. */
export function bucketAdmin(admin: BackendAdmin, run: Run): BackendAdmin {
  const call = <Result>(
    method: keyof BackendAdmin,
    options: CallOptions | undefined,
    attempt: (options: CallOptions) => Promise<Result>,
  ): Promise<Result> =>
    run({ method, signal: options?.signal, run: ({ signal }) => attempt({ signal }) })
  return {
    ensureBucket: (options) => call('ensureBucket', options, (own) => admin.ensureBucket(own)),
    versioning: (options) => call('versioning', options, (own) => admin.versioning(own)),
    setVersioning: (on, options) =>
      call('setVersioning', options, (own) => admin.setVersioning(on, own)),
    lifecycleRules: (options) =>
      call('lifecycleRules', options, (own) => admin.lifecycleRules(own)),
    setLifecycleRules: (rules, options) =>
      call('setLifecycleRules', options, (own) => admin.setLifecycleRules(rules, own)),
    listUploads: (options) => call('listUploads', options, (own) => admin.listUploads(own)),
    abortUpload: (upload, options) =>
      call('abortUpload', options, (own) => admin.abortUpload(upload, own)),
  }
}
