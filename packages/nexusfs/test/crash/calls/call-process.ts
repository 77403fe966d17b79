/** A process that makes one call and may be killed in it: `call-process.ts <world folder> <call> <nth step, or 0>`. */

import { readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { callNamed } from './calls.ts'
import { arm, disarm, SWITCHED } from './kill-switch.ts'
import { dataOf, openData, type World } from './world.ts'

const [folder = '', name = '', nth = '0'] = process.argv.slice(2)
const { ids } = JSON.parse(readFileSync(join(folder, 'world.json'), 'utf8')) as World
const call = callNamed(name)
const nexus = await openData(dataOf(folder), call.settings, SWITCHED)

writeSync(1, 'begun\n')
arm(nth === '0' ? undefined : { nth: Number(nth) })
await call.run(nexus, { folder, ids })
const steps = disarm()
writeSync(1, `acknowledged\n${JSON.stringify(steps)}\n`)
await nexus.close()
