/**
 * Loaded before everything else: lets its process be killed around each statement of SQLite, each call that changes
 * files, and each call of store and backend. The calls themselves stay what they are.
 */
import fs from 'node:fs'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import type { Wrapping } from '../embedded.ts'

type AnyCall = (this: unknown, ...args: unknown[]) => unknown
type Calls = Record<string, unknown>

/** A moment: the nth step (1 and up) since the switch was armed. */
export interface KillPoint {
  readonly nth: number
}

const CHANGES = [
  ...['open', 'write', 'writev', 'fsync', 'fdatasync', 'ftruncate', 'rename', 'link', 'unlink'],
  ...['mkdir', 'rmdir', 'rm', 'copyFile'],
]
const HANDLE_CHANGES = ['write', 'writeFile', 'sync', 'datasync', 'truncate', 'close']
const STATEMENTS = ['run', 'get', 'all']

let armed = false
let point: KillPoint | undefined
const passed: string[] = []

/** From now on steps count; the process dies at the given one. */
export function arm(killPoint: KillPoint | undefined): void {
  point = killPoint
  armed = true
}

/** Ends the counting; gives the steps that were passed, by name. */
export function disarm(): readonly string[] {
  armed = false
  return passed
}

/** Adapters whose every call is a step before and one after, and for what takes a while, one meanwhile. */
export const SWITCHED: Wrapping = {
  store: (store) => aroundMembers(store, 'store'),
  backend: (backend) => aroundMembers(backend, 'backend'),
}

function reach(name: string): void {
  if (!armed) return
  passed.push(name)
  if (passed.length === point?.nth) process.kill(process.pid, 'SIGKILL')
}

function around<Result>(name: string, call: () => Result): Result {
  reach(`before ${name}`)
  const result = call()
  if (!(result instanceof Promise)) {
    reach(`after ${name}`)
    return result
  }
  reach(`during ${name}`)
  return result.then((value: unknown) => {
    reach(`after ${name}`)
    return value
  }) as Result
}

function aroundMembers<Target extends object>(target: Target, kind: string): Target {
  return new Proxy(target, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name, object)
      if (typeof member !== 'function') return member
      const call: AnyCall = member.bind(object)
      const isStep = !['describe', 'onChange'].includes(String(name))
      return isStep
        ? (...args: unknown[]) => around(`${kind} ${String(name)}`, () => call(...args))
        : call
    },
  })
}

function replace(calls: Calls, name: string, label: string): void {
  const original = calls[name] as AnyCall | undefined
  if (typeof original !== 'function') return
  const replacement: AnyCall = function (...args) {
    const callback = args.at(-1)
    if (typeof callback !== 'function') return around(label, () => original.apply(this, args))
    reach(`before ${label}`)
    return original.call(this, ...args.slice(0, -1), (...answer: unknown[]) => {
      reach(`after ${label}`)
      ;(callback as AnyCall)(...answer)
    })
  }
  // `util.promisify` reads properties of the call.
  Object.defineProperties(replacement, Object.getOwnPropertyDescriptors(original))
  calls[name] = replacement
}

for (const name of CHANGES) {
  replace(fs as unknown as Calls, name, `file ${name}`)
  replace(fs as unknown as Calls, `${name}Sync`, `file ${name}`)
  replace(fs.promises as unknown as Calls, name, `file ${name}`)
}
const handle = await fs.promises.open('/dev/null')
const handles = Object.getPrototypeOf(handle) as Calls
await handle.close()
for (const name of HANDLE_CHANGES) replace(handles, name, `file ${name}`)
syncBuiltinESMExports()

const sqlite = createRequire(
  createRequire(import.meta.url).resolve('@nexusfs/store-sqlite/package.json'),
)
const Database = sqlite('better-sqlite3')
const statements = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1')) as Calls
for (const name of STATEMENTS) replace(statements, name, 'statement')
