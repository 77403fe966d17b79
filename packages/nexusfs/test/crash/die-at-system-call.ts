/**
 * Loaded before everything else in a writing process: kills it at a call that makes files. `NEXUS_DIE_AT` holds a
 * {@link SystemKillPoint} in JSON. The calls themselves stay what they are.
 */
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import type { SystemKillPoint } from './plan.ts'

type AnyCall = (...args: unknown[]) => unknown

const point = JSON.parse(process.env.NEXUS_DIE_AT ?? '') as SystemKillPoint
const calls = fs as unknown as Record<string, AnyCall>
const original = calls[point.call] as AnyCall
let seen = 0

const replacement: AnyCall = (...args) => {
  if (point.when === 'before') reach()
  const callback = args.at(-1)
  if (typeof callback !== 'function') {
    const result = original(...args)
    if (point.when === 'after') reach()
    return result
  }
  return original(...args.slice(0, -1), (...answer: unknown[]) => {
    if (point.when === 'after') reach()
    ;(callback as AnyCall)(...answer)
  })
}

// `util.promisify` reads properties of the call.
Object.defineProperties(replacement, Object.getOwnPropertyDescriptors(original))
calls[point.call] = replacement
syncBuiltinESMExports()

function reach(): void {
  seen++
  if (seen === point.nth) process.kill(process.pid, 'SIGKILL')
}
