import type { CommandDefinition } from './command.ts'

/** A command as the overview shows it. */
export interface RegisteredCommand {
  readonly name: string
  /** Absent for commands that programs call. */
  readonly summary?: string | undefined
  readonly group: string
  load(): Promise<{ readonly default: CommandDefinition }>
}

type Row = readonly [string, string | undefined, RegisteredCommand['load']]

/** Every command, in the order of the overview. Nothing is loaded before it is asked for. */
export function listCommands(): readonly RegisteredCommand[] {
  return [
    ...group('Files', FILES),
    ...group('Folders of this computer', TRANSFER),
    ...group('Attributes', ATTRIBUTES),
    ...group('History', HISTORY),
    ...group('Maintenance', MAINTENANCE),
    ...group('Packages', PACKAGES),
    ...group('Installation', INSTALLATION),
  ]
}

function group(name: string, rows: readonly Row[]): readonly RegisteredCommand[] {
  return rows.map(([command, summary, load]) => ({ name: command, summary, group: name, load }))
}

const FILES: readonly Row[] = [
  ['ls', 'List directories', () => import('./commands/ls.ts')],
  ['tree', 'Show a directory as a tree', () => import('./commands/tree.ts')],
  ['cat', 'Print files', () => import('./commands/cat.ts')],
  ['head', 'Print the beginning of a file', () => import('./commands/head.ts')],
  ['tail', 'Print the end of a file', () => import('./commands/tail.ts')],
  ['write', 'Write a file', () => import('./commands/write.ts')],
  ['append', 'Add to the end of a file', () => import('./commands/append.ts')],
  ['edit', 'Edit a file, or replace text in it', () => import('./commands/edit.ts')],
  ['mv', 'Move or rename', () => import('./commands/mv.ts')],
  ['rm', 'Remove files and directories', () => import('./commands/rm.ts')],
  ['mkdir', 'Make directories', () => import('./commands/mkdir.ts')],
  ['rmdir', 'Remove empty directories', () => import('./commands/rmdir.ts')],
  ['stat', 'Show what is known of a path', () => import('./commands/stat.ts')],
  ['url', 'Print a signed address of a file', () => import('./commands/url.ts')],
  ['find', 'Find paths by pattern', () => import('./commands/find.ts')],
  ['grep', 'Search in files', () => import('./commands/grep.ts')],
  ['du', 'Show how much space files take', () => import('./commands/du.ts')],
]

const TRANSFER: readonly Row[] = [
  ['cp', 'Copy within the tree, in or out', () => import('./commands/cp.ts')],
  ['sync', 'Make one folder like another', () => import('./commands/sync.ts')],
]

const ATTRIBUTES: readonly Row[] = [
  ['meta get', 'Show custom metadata', () => import('./commands/meta-get.ts')],
  ['meta set', 'Set custom metadata', () => import('./commands/meta-set.ts')],
  ['meta remove', 'Remove custom metadata', () => import('./commands/meta-remove.ts')],
  ['tag list', 'Show the tags of a path', () => import('./commands/tag-list.ts')],
  ['tag set', 'Set a tag', () => import('./commands/tag-set.ts')],
  ['tag remove', 'Remove a tag', () => import('./commands/tag-remove.ts')],
  ['tag find', 'Find paths by tag', () => import('./commands/tag-find.ts')],
]

const HISTORY: readonly Row[] = [
  ['log', 'Show the operations', () => import('./commands/log.ts')],
  ['log verify', 'Check that nobody changed the log', () => import('./commands/log-verify.ts')],
  ['show', 'Show what an operation did', () => import('./commands/show.ts')],
  ['history', 'Show the versions of a file', () => import('./commands/history.ts')],
  ['diff', 'Compare files, versions and times', () => import('./commands/diff.ts')],
  ['undo', 'Undo operations', () => import('./commands/undo.ts')],
  ['restore', 'Make a path what it was', () => import('./commands/restore.ts')],
  ['rollback', 'Bring back a version of a file', () => import('./commands/rollback.ts')],
  [
    'snapshot create',
    'Name the state of a directory',
    () => import('./commands/snapshot-create.ts'),
  ],
  ['snapshot list', 'List snapshots', () => import('./commands/snapshot-list.ts')],
  [
    'snapshot diff',
    'Show what changed since a snapshot',
    () => import('./commands/snapshot-diff.ts'),
  ],
  ['snapshot restore', 'Go back to a snapshot', () => import('./commands/snapshot-restore.ts')],
  ['snapshot delete', 'Delete a snapshot', () => import('./commands/snapshot-delete.ts')],
  ['snapshot fork', 'Copy a snapshot to a new place', () => import('./commands/snapshot-fork.ts')],
]

const MAINTENANCE: readonly Row[] = [
  ['gc', 'Show or delete what is no longer kept', () => import('./commands/gc.ts')],
  ['fsck', 'Check that all content is there', () => import('./commands/fsck.ts')],
  ['migrate', 'Move content to another backend', () => import('./commands/migrate.ts')],
  ['export', 'Write what is known of files to a file', () => import('./commands/export.ts')],
  ['import', 'Read what export wrote', () => import('./commands/import.ts')],
  ['backup create', 'Copy the data folder', () => import('./commands/backup-create.ts')],
  ['backup verify', 'Check a backup', () => import('./commands/backup-verify.ts')],
  [
    'backup restore',
    'Make a data folder of a backup',
    () => import('./commands/backup-restore.ts'),
  ],
]

const PACKAGES: readonly Row[] = [
  ['plugins list', 'List what packages provide', () => import('./commands/plugins-list.ts')],
  ['plugins info', 'Show what a package provides', () => import('./commands/plugins-info.ts')],
  [
    'plugins search',
    'Search the registry for packages',
    () => import('./commands/plugins-search.ts'),
  ],
  ['plugins install', 'Install a package', () => import('./commands/plugins-install.ts')],
  ['plugins uninstall', 'Remove a package', () => import('./commands/plugins-uninstall.ts')],
  ['plugins enable', 'Switch a plugin on', () => import('./commands/plugins-enable.ts')],
  ['plugins disable', 'Switch a plugin off', () => import('./commands/plugins-disable.ts')],
  ['plugins doctor', 'Check what is installed', () => import('./commands/plugins-doctor.ts')],
  ['backend list', 'List types of backends', () => import('./commands/backend-list.ts')],
  ['backend test', 'Try what a backend can do', () => import('./commands/backend-test.ts')],
]

const INSTALLATION: readonly Row[] = [
  ['init', 'Write a nexus.yaml', () => import('./commands/init.ts')],
  ['config show', 'Show the configuration', () => import('./commands/config-show.ts')],
  ['config path', 'Show which file it comes from', () => import('./commands/config-path.ts')],
  ['config validate', 'Check the configuration', () => import('./commands/config-validate.ts')],
  ['mount add', 'Mount a backend and save that', () => import('./commands/mount-add.ts')],
  ['mount remove', 'Remove a saved mount', () => import('./commands/mount-remove.ts')],
  ['mount list', 'Show the mounts', () => import('./commands/mount-list.ts')],
  ['mount show', 'Show all that is known of a mount', () => import('./commands/mount-show.ts')],
  ['mount test', 'Try what a mount can do', () => import('./commands/mount-test.ts')],
  ['doctor', 'Check the installation', () => import('./commands/doctor.ts')],
  ['completion', 'Print completion for a shell', () => import('./commands/completion.ts')],
  ['version', 'Show the version', () => import('./commands/version.ts')],
  ['__complete', undefined, () => import('./commands/complete.ts')],
]
