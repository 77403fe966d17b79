/**
 * Loaded before everything else in a writing process: kills it at a call that makes files or changes the database.
 * `NEXUS_DIE_AT` holds a {@link SystemKillPoint} in JSON. The calls themselves stay what they are.
 */
import fs from 'node:fs'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import type { SystemKillPoint } from './plan.ts'

type AnyCall = (this: unknown, ...args: unknown[]) => unknown

const point = JSON.parse(process.env.NEXUS_DIE_AT ?? '') as SystemKillPoint
let seen = 0

if (point.call.startsWith('sqlite ')) dieAtStatement(point.call.slice('sqlite '.length))
else dieAtFileCall(point.call)

function dieAtFileCall(name: string): void {
  const calls = fs as unknown as Record<string, AnyCall>
  const original = calls[name] as AnyCall
  const replacement: AnyCall = (...args) => {
    const callback = args.at(-1)
    if (typeof callback !== 'function') return around(() => original(...args))
    reach('before')
    return original(...args.slice(0, -1), (...answer: unknown[]) => {
      reach('after')
      ;(callback as AnyCall)(...answer)
    })
  }
  // `util.promisify` reads properties of the call.
  Object.defineProperties(replacement, Object.getOwnPropertyDescriptors(original))
  calls[name] = replacement
  syncBuiltinESMExports()
}

/** Statements that begin with a word, such as `COMMIT` or `INSERT`. */
function dieAtStatement(word: string): void {
  const store = createRequire(import.meta.url).resolve('@nexusfs/store-sqlite/package.json')
  const Database = createRequire(store)('better-sqlite3')
  const statement = new Database(':memory:').prepare('SELECT 1')
  const prototype = Object.getPrototypeOf(statement) as { run: AnyCall }
  const { run } = prototype
  prototype.run = function (...args) {
    const { source } = this as { source: string }
    if (!source.startsWith(word)) return run.apply(this, args)
    return around(() => run.apply(this, args))
  }
}

function around<Result>(call: () => Result): Result {
  reach('before')
  const result = call()
  reach('after')
  return result
}

function reach(when: SystemKillPoint['when']): void {
  if (when !== point.when) return
  seen++
  if (seen === point.nth) process.kill(process.pid, 'SIGKILL')
}
