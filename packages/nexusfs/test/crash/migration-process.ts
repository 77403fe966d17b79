/** A process that migrates and may be killed in it: `migration-process.ts <folder> <nth step, or 0>`. */
import { writeSync } from 'node:fs'
import { arm, disarm, SWITCHED } from './calls/kill-switch.ts'
import { MIGRATION, openMigrated } from './migration-world.ts'

const [folder = '', nth = '0'] = process.argv.slice(2)
const nexus = await openMigrated(folder, SWITCHED)
arm(nth === '0' ? undefined : { nth: Number(nth) })
await nexus.content.migrate(MIGRATION)
writeSync(1, JSON.stringify(disarm()))
await nexus.close()
