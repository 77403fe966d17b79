import { CliError } from '../cli-error.ts'
import type { CommandDefinition, Context } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { type Location, readLocation, requireTree } from '../transfer/location.ts'
import { printReport } from '../transfer/print-report.ts'
import { typeOfLocation } from '../transfer/run-transfer.ts'
import { settingsOf, transferAll } from '../transfer/transfer-all.ts'

export default {
  details:
    'Paths in the tree begin with nx:, as in nx:/shared/acme. Files are equal when size and time are, with --checksum\nwhen their content is. With --delete nothing is removed if anything failed before.',
  arguments: [
    { name: 'SOURCE', description: 'directory to read', completes: 'both' },
    { name: 'TARGET', description: 'directory to make like it', completes: 'both' },
  ],
  options: [
    { flags: '--delete', description: 'remove from TARGET what SOURCE does not have' },
    { flags: '--checksum', description: 'compare content instead of size and time' },
    { flags: '--follow', description: 'follow symbolic links that stay inside the source' },
    { flags: '--check', description: 'change nothing; end with 10 if there are differences' },
  ],
  async run(context, input) {
    const from = readLocation(input.argument(0), context.io.cwd)
    const to = readLocation(input.argument(1), context.io.cwd)
    requireTree(from, to)
    await requireDirectory(context, from)
    const settings = settingsOf(context, input)
    const transfers = [{ from, to, type: 'directory' as const }]
    const { report, actions } = await transferAll(context, transfers, settings)
    await printReport(context, report, settings.dryRun === true ? actions : undefined)
    return input.flag('check') && actions.length > 0 ? EXIT.differences : EXIT.ok
  },
} satisfies CommandDefinition

async function requireDirectory({ open, signal }: Context, location: Location): Promise<void> {
  const type = await typeOfLocation(await open(), location, signal)
  if (type === undefined)
    throw new CliError('NOT_FOUND', `Cannot read ${location.given}: it does not exist.`)
  if (type === 'file')
    throw new CliError('NOT_A_DIRECTORY', `Cannot sync ${location.given}: it is a file.`, {
      hint: '"nexus cp" copies files.',
    })
}
