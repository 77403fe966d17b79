import type { Backend, Batch, MetadataStore, Source } from '@nexusfs/core'
import type { Wrapping } from './embedded.ts'
import type { KillPoint } from './plan.ts'

/** The steps of the write protocol at which a process can be made to die. */
export const STEPS = [
  'before the content is registered',
  'after the content is registered',
  'before the object is put',
  'in the middle of the object',
  'after the object is put',
  'before the object is renamed',
  'after the object is renamed',
  'before the deciding commit',
  'during the deciding commit',
  'after the deciding commit',
] as const

/** One of {@link STEPS}. */
export type StepName = (typeof STEPS)[number]

/** Adapters that kill their own process at a step. They change nothing else. */
export function killAt(point: KillPoint): Wrapping {
  let seen = 0
  const reach = (step: StepName): void => {
    if (step !== point.step) return
    seen++
    if (seen === point.nth) process.kill(process.pid, 'SIGKILL')
  }
  return {
    store: (store) => aroundCalls(store, { commit: aroundCommit(reach) }) as MetadataStore,
    backend: (backend) =>
      aroundCalls(backend, { put: aroundPut(reach), rename: aroundRename(reach) }) as Backend,
  }
}

type Reach = (step: StepName) => void
type Call = (...args: never[]) => Promise<unknown>
type Around = (call: Call, args: readonly unknown[]) => Promise<unknown>

function aroundCommit(reach: Reach): Around {
  return async (call, args) => {
    const batch = args[0] as Batch
    if (batch.operations.length > 0) {
      reach('before the deciding commit')
      const outcome = call(...(args as never[]))
      reach('during the deciding commit')
      const result = await outcome
      reach('after the deciding commit')
      return result
    }
    const registers = batch.mutations.some(
      (mutation) => mutation.kind === 'content' && mutation.action === 'register',
    )
    if (registers) reach('before the content is registered')
    const result = await call(...(args as never[]))
    if (registers) reach('after the content is registered')
    return result
  }
}

function aroundPut(reach: Reach): Around {
  return async (call, args) => {
    const [key, source, ...rest] = args as [string, Source, ...unknown[]]
    reach('before the object is put')
    const result = await call(...([key, dyingSource(source, reach), ...rest] as never[]))
    reach('after the object is put')
    return result
  }
}

function aroundRename(reach: Reach): Around {
  return async (call, args) => {
    reach('before the object is renamed')
    const result = await call(...(args as never[]))
    reach('after the object is renamed')
    return result
  }
}

/** The same bytes, in two halves at least, between which the process may die. */
function dyingSource(source: Source, reach: Reach): Source {
  return {
    size: source.size,
    rewindable: source.rewindable,
    async *open(start) {
      for await (const chunk of source.open(start)) {
        const half = chunk.byteLength >> 1
        yield chunk.subarray(0, half)
        reach('in the middle of the object')
        yield chunk.subarray(half)
      }
    },
  }
}

/** The object with some methods replaced; the others run on the object itself. */
function aroundCalls(target: object, around: Readonly<Record<string, Around>>): object {
  return new Proxy(target, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name, object)
      if (typeof member !== 'function') return member
      const bound = member.bind(object) as Call
      const wrapper = typeof name === 'string' ? around[name] : undefined
      return wrapper === undefined ? bound : (...args: readonly unknown[]) => wrapper(bound, args)
    },
  })
}
