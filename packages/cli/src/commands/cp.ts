import { CliError, usageError } from '../cli-error.ts'
import type { CommandDefinition, Context, Input } from '../command.ts'
import { type Location, readLocation, requireTree } from '../transfer/location.ts'
import { printReport } from '../transfer/print-report.ts'
import { type Transfer, typeOfLocation } from '../transfer/run-transfer.ts'
import { settingsOf, transferAll } from '../transfer/transfer-all.ts'
import { joinTree, lastName } from '../tree-path.ts'

export default {
  details:
    'Paths in the tree begin with nx:, as in nx:/shared/acme. With -r, TARGET becomes what SOURCE is; with a slash at\nits end, or with several sources, SOURCE goes into it. What is equal already is skipped, so a stopped copy\ngoes on where it was. Time and permissions are kept; symbolic links are skipped.',
  ifMatch: true,
  arguments: [{ name: 'SOURCE...', description: 'what to copy, then TARGET', completes: 'both' }],
  options: [
    { flags: '-r, --recursive', description: 'copy directories with all that is in them' },
    { flags: '-n, --keep', description: 'replace no file' },
    { flags: '--checksum', description: 'compare content instead of size and time' },
    { flags: '--follow', description: 'follow symbolic links that stay inside the source' },
  ],
  async run(context, input) {
    const { cwd } = context.io
    const locations = input.arguments.map((given) => readLocation(given, cwd))
    const target = locations.pop()
    if (target === undefined || locations.length === 0)
      throw usageError('"nexus cp" needs a source and a target.', 'nexus cp ./file nx:/shared/file')
    for (const source of locations) requireTree(source, target)
    const transfers: Transfer[] = []
    for (const source of locations)
      transfers.push(await settle(context, input, source, target, locations.length > 1))
    if (context.globals.ifMatch !== undefined) checkSingleTreeFile(transfers)
    const { report, actions } = await transferAll(context, transfers, settingsOf(context, input))
    await printReport(context, report, context.globals.dryRun ? actions : undefined)
  },
} satisfies CommandDefinition

/** Finds out what is copied and where it goes. */
async function settle(
  { open, signal }: Context,
  input: Input,
  from: Location,
  target: Location,
  isOneOfMany: boolean,
): Promise<Transfer> {
  const nexus = await open()
  const type = await typeOfLocation(nexus, from, signal)
  if (type === undefined)
    throw new CliError('NOT_FOUND', `Cannot copy ${from.given}: it does not exist.`)
  if (type === 'directory' && !input.flag('recursive'))
    throw new CliError('IS_A_DIRECTORY', `Cannot copy ${from.given}: it is a directory.`, {
      hint: 'Add -r to copy it with all that is in it.',
    })
  const isInto =
    isOneOfMany ||
    target.isDirectory ||
    (type === 'file' && (await typeOfLocation(nexus, target, signal)) === 'directory')
  const path = isInto ? joinTree(target.path, lastName(from.path)) : target.path
  return { from, to: { ...target, path }, type }
}

function checkSingleTreeFile(transfers: readonly Transfer[]): void {
  const [only] = transfers
  if (transfers.length === 1 && only?.type === 'file' && only.to.side === 'tree') return
  throw usageError('--if-match needs a single file as the source and a target in the tree.')
}
