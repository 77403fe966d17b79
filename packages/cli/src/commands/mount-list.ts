import type { CommandDefinition } from '../command.ts'
import { alignColumns } from '../output/format.ts'

export default {
  async run({ open, output }) {
    const nexus = await open()
    const mounts = await nexus.mounts.list()
    const rows = mounts.map(({ mountPoint, layout, priority, readonly, backend, problem }) => [
      output.name(mountPoint),
      backend.type,
      layout,
      readonly ? 'read-only' : 'read-write',
      String(priority),
      output.name(problem === undefined ? backend.location : `${backend.location} (${problem})`),
    ])
    await output.document(mounts, () =>
      rows.length === 0
        ? []
        : alignColumns([['MOUNT', 'BACKEND', 'LAYOUT', 'ACCESS', 'PRIORITY', 'LOCATION'], ...rows]),
    )
  },
} satisfies CommandDefinition
