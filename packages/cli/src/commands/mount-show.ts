import type { BackendCapabilities, MountDetails } from '@nexusfs/core'
import type { CommandDefinition } from '../command.ts'
import type { Output } from '../output/output.ts'
import { treePath } from '../tree-path.ts'

export default {
  details:
    'Shows the mount that serves a path: its backend, what that can do, and what its provider calls came to in this run.',
  arguments: [{ name: 'PATH', description: 'a mount, or anything below it', completes: 'tree' }],
  async run({ open, output }, input) {
    const nexus = await open()
    const mount = await nexus.mounts.get(treePath(input.argument(0)))
    await output.document(mount, () => lines(output, mount))
  },
} satisfies CommandDefinition

function lines(output: Output, mount: MountDetails): readonly string[] {
  return mountRows(mount).map(
    ([label, value]) => `${output.colors.dim(`${label}:`.padEnd(16))}${output.name(value)}`,
  )
}

/** What is known of a mount, for people. */
function mountRows(mount: MountDetails): readonly (readonly [string, string])[] {
  const { backend, capabilities, counters, details, problem, hint, skippedKeys } = mount
  const calls = Object.entries(counters.calls).map(([method, count]) => `${count} ${method}`)
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['mount point', mount.mountPoint],
    ['id', mount.id],
    ['description', mount.description],
    ['problem', problem],
    ['what to do', problem === undefined ? undefined : hint],
    ['backend', `${backend.type} at ${backend.location}`],
    ...Object.entries(details).map(([name, value]) => [name, String(value)] as const),
    ['layout', mount.layout],
    ['access', mount.readonly ? 'read-only' : 'read-write'],
    ['priority', String(mount.priority)],
    ['per tenant', mount.perTenant ? 'yes' : undefined],
    ['saved', mount.saved ? 'yes' : 'no'],
    ['history', mount.history],
    ['versioning', mount.versioning],
    ['conditions', conditionsOf(capabilities)],
    ['can', can(capabilities)],
    ['calls', calls.join(', ') || 'none'],
    ['bytes', `${counters.bytesIn} sent, ${counters.bytesOut} received`],
    ['retries', `${counters.retries}, ${counters.failures} calls failed`],
    ['skipped keys', skippedKeys === undefined ? undefined : String(skippedKeys)],
  ]
  return rows.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const]))
}

function conditionsOf(capabilities: BackendCapabilities): string {
  const { putIfAbsent, putIfMatch, deleteIfMatch, copyConditions, origin } = capabilities
  const kept = [
    putIfAbsent && 'write if absent',
    putIfMatch && 'write if unchanged',
    deleteIfMatch && 'delete if unchanged',
    copyConditions && 'copy',
  ].filter((name) => name !== false)
  return `${kept.join(', ') || 'none'} (${origin})`
}

const FLAGS = [
  ...(['objectMetadata', 'deleteMany', 'copy', 'rename', 'multipart', 'presign'] as const),
  ...(['setMetadata', 'versions', 'tier', 'watch', 'admin'] as const),
]

function can(capabilities: BackendCapabilities): string {
  return FLAGS.filter((flag) => capabilities[flag]).join(', ') || 'no more than it must'
}
