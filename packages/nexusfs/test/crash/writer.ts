/** A process that writes until it is killed: `writer.ts <plan in JSON>`. It notes each completed call. */
import { openSync, writeSync } from 'node:fs'
import type { Nexus } from '@nexusfs/core'
import { pieceBytes, streamContent } from './content.ts'
import { openEmbedded } from './embedded.ts'
import { killAt } from './kill-points.ts'
import type { Operation } from './operations.ts'
import { laneSteps, type WriterPlan } from './plan.ts'

const plan = JSON.parse(process.argv[2] ?? '') as WriterPlan
const journal = openSync(plan.journal, 'a')
const wrapping = plan.kill === undefined ? undefined : killAt(plan.kill)
const nexus = await openEmbedded(plan.folder, plan.inlineMaxBytes, wrapping)
note({ synchronous: (await nexus.health()).store.details.synchronous })

await Promise.all(Array.from({ length: plan.lanes }, (_, lane) => runLane(lane)))
await nexus.close()

async function runLane(lane: number): Promise<void> {
  let index = 0
  for (const { operation } of laneSteps(plan, lane)) {
    await perform(nexus, operation)
    note({ lane, index: index++ })
  }
}

/** One line, handed to the kernel before the next call begins: it outlives the process. */
function note(line: object): void {
  writeSync(journal, `${JSON.stringify(line)}\n`)
}

async function perform(nx: Nexus, operation: Operation): Promise<unknown> {
  switch (operation.kind) {
    case 'write': {
      const { path, content, stream } = operation
      return nx.write(path, stream ? streamContent(content) : bytesOf(content))
    }
    case 'batch':
      return nx.writeBatch(
        operation.files.map(({ path, content }) => ({ path, content: bytesOf(content) })),
      )
    case 'append':
      return nx.append(operation.path, pieceBytes(operation.piece))
    case 'rename':
      if (operation.from === operation.to) return undefined
      return nx.rename(operation.from, operation.to, { overwrite: true })
    case 'copy':
      return nx.copy(operation.from, operation.to, { overwrite: true })
    case 'delete':
      return nx.delete(operation.path)
    case 'removeDirectory':
      return nx.rmdir(operation.path, { recursive: true })
  }
}

function bytesOf(content: Parameters<typeof streamContent>[0]): Uint8Array {
  return Buffer.concat(content.map(pieceBytes))
}
