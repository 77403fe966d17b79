/** A process that writes until it is killed: `writer.ts <plan in JSON>`. It notes each completed call. */
import { appendFileSync } from 'node:fs'
import { openEmbedded } from './embedded.ts'
import { killAt } from './kill-points.ts'
import { type Deeds, perform } from './perform.ts'
import { laneSteps, type WriterPlan } from './plan.ts'

const plan = JSON.parse(process.argv[2] ?? '') as WriterPlan
const wrapping = plan.kill === undefined ? undefined : killAt(plan.kill)
const nexus = await openEmbedded(plan.folder, plan.inlineMaxBytes, wrapping, plan)
note({ synchronous: (await nexus.health()).store.details.synchronous })

await Promise.all(Array.from({ length: plan.lanes }, (_, lane) => runLane(lane)))
await nexus.close()

async function runLane(lane: number): Promise<void> {
  let index = 0
  let last: Deeds = []
  for (const { operation } of laneSteps(plan, lane)) {
    last = await perform(nexus, operation, last)
    note({ lane, index: index++ })
  }
}

/** One line, handed to the kernel before the next call begins: it outlives the process. */
function note(line: object): void {
  appendFileSync(plan.journal, `${JSON.stringify(line)}\n`)
}
