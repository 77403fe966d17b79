import type { MountEntry } from '@nexusfs/core'
import { CliError } from '../cli-error.ts'
import type { CommandDefinition } from '../command.ts'
import { printPlanned } from '../output/written.ts'

export default {
  details:
    'Removes a mount that was saved. What lies below it stays on its backend: files of layout path are seen no more, files of\nlayout cas stay in the tree, and can be read as long as their backend is configured. Undo brings it back.',
  arguments: [{ name: 'MOUNT', description: 'mount point or id', completes: 'tree' }],
  async run(context, input) {
    const { globals, output } = context
    const nexus = await context.open()
    const wanted = input.argument(0)
    const mount = find(await nexus.mounts.list(), wanted)
    const { id, mountPoint } = mount
    if (!mount.saved)
      throw new CliError('NOT_SUPPORTED', `${mountPoint} is a mount of the configuration.`, {
        hint: 'Take it out of nexus.yaml.',
      })
    if (globals.dryRun) {
      const plan = { action: 'unmount', id, path: mountPoint }
      return printPlanned(context, `remove the mount ${mountPoint}`, plan)
    }
    await context.confirm(`Remove the mount ${mountPoint} of ${mount.backend.location}?`)
    await nexus.mounts.remove(id)
    await output.document({ id, mountPoint }, () => `removed the mount ${output.name(mountPoint)}`)
  },
} satisfies CommandDefinition

/** Saved ones first: one that waits for its place has the mount point of another. */
function find(mounts: readonly MountEntry[], wanted: string): MountEntry {
  const point = wanted.replace(/(?<=.)\/+$/, '')
  const found = mounts.filter(({ id, mountPoint }) => id === wanted || mountPoint === point)
  const mount = found.find(({ saved }) => saved) ?? found[0]
  if (mount !== undefined) return mount
  throw new CliError('NOT_FOUND', `Nothing is mounted as ${wanted}.`, {
    hint: '"nexus mount list" shows ids and mount points; --json shows the ids.',
  })
}
