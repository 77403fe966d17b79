import type { LogExpectation, LogVerification } from '@nexusfs/core'
import { usageError } from '../cli-error.ts'
import type { CommandDefinition } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { formatCount } from '../output/format.ts'
import type { Output } from '../output/output.ts'
import { withProgress } from '../output/with-progress.ts'

export default {
  details:
    'Finds rows of the log that were changed, taken out, added or moved. Prints COUNT:HEAD; kept elsewhere and given with\n--expect, it also shows that the end was not cut off. Ends with 1 if something is wrong.',
  options: [{ flags: '--expect <count:head>', description: 'what an earlier run printed' }],
  async run(context, input) {
    const { output, signal } = context
    const expect = expectationOf(input.text('expect'))
    const nexus = await context.open()
    const result = await withProgress(context, 'operations', (onProgress) =>
      nexus.operations.verify({ expect, signal, onProgress }),
    )
    await output.document(result, () => lines(output, result))
    output.note(
      result.ok
        ? `${formatCount(result.count, 'operation')} sealed and sound`
        : `${formatCount(result.problems.length, 'problem')} found; a backup from before tells what was there`,
    )
    return result.ok ? EXIT.ok : EXIT.failure
  },
} satisfies CommandDefinition

function expectationOf(given: string | undefined): LogExpectation | undefined {
  if (given === undefined) return undefined
  const [, count, head] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(given) ?? []
  if (count === undefined || head === undefined)
    throw usageError(
      `"${given}" is no count and head for --expect.`,
      'Give what "nexus log verify" printed: a number, a colon and 64 hexadecimal digits.',
    )
  return { count: Number(count), head: head.toLowerCase() }
}

function lines(output: Output, { count, head, problems }: LogVerification): readonly string[] {
  const { colors } = output
  const found = problems.map(({ kind, operationId, message }) => {
    const id = operationId === undefined ? '' : `${colors.yellow(operationId)}  `
    return `${colors.red(kind.padEnd(9))}  ${id}${output.name(message)}`
  })
  return [`${count}:${head}`, ...found]
}
