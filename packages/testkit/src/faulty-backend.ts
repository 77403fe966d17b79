import { bytesSource, collectBytes } from '@nexusfs/core/kit'
import type { Backend, GetResult, Source } from '@nexusfs/core/spec'
import {
  createFaultMatcher,
  type FaultPlan,
  faultError,
  type PlannedFault,
  runWithFault,
} from './faults.ts'

/** Members that give no promise; faults are not planned for them. */
const SYNCHRONOUS = new Set(['describe'])

type Call = (...values: readonly unknown[]) => unknown

/**
 * Wraps a backend so that planned calls fail: before the effect, after it as if the answer was lost, slowly, or in
 * part. A partial `get` gives half of the bytes and then fails; a partial `put` reads half of its source and stores
 * nothing, as the contract demands; a partial `deleteMany` removes half of the keys; others have no partial effect.
 * Calls are counted by method name, whatever their arguments.
 */
export function faultyBackend(backend: Backend, plan: FaultPlan): Backend {
  const matcher = createFaultMatcher(plan)
  return new Proxy(backend, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      const call: Call = (...values) => Reflect.apply(member, target, values)
      if (typeof name !== 'string' || SYNCHRONOUS.has(name)) return call
      return (...values: readonly unknown[]) => run(name, call, values, matcher.next(name))
    },
  })
}

function run(
  name: string,
  call: Call,
  values: readonly unknown[],
  planned: PlannedFault | undefined,
): unknown {
  const whole = async () => call(...values)
  if (planned?.fault !== 'partial') return runWithFault(planned, whole)
  if (name === 'get') return partialGet(call, values, planned)
  if (name === 'put') return runWithFault(planned, whole, () => readHalf(values[1] as Source))
  if (name !== 'deleteMany') return runWithFault(planned, whole)
  const keys = values[0] as readonly string[]
  const half = keys.slice(0, Math.ceil(keys.length / 2))
  return runWithFault(planned, whole, async () => call(half, ...values.slice(1)))
}

async function partialGet(
  call: Call,
  values: readonly unknown[],
  planned: PlannedFault,
): Promise<GetResult> {
  const result = (await call(...values)) as GetResult
  return { ...result, body: halfOf(result.body, planned) }
}

async function* halfOf(
  body: AsyncIterable<Uint8Array>,
  planned: PlannedFault,
): AsyncGenerator<Uint8Array> {
  const bytes = await collectBytes(body)
  const half = bytes.subarray(0, Math.floor(bytes.byteLength / 2))
  if (half.byteLength > 0) yield half
  throw faultError(planned)
}

/** Reads a source up to the middle of its announced size, or its first chunk. */
async function readHalf(source: Source): Promise<void> {
  const { bytes } = source
  const chunks = bytes === undefined ? source.open() : bytesSource(bytes).open()
  let read = 0
  for await (const chunk of chunks) {
    read += chunk.byteLength
    if (read * 2 >= (source.size ?? 0)) break
  }
}
