import { NexusError } from '@nexusfs/core'
import { isTypeName, TYPE_NAME_RULE } from '@nexusfs/core/kit'
import { changePlugins, type PluginListChange } from './plugins-text.ts'
import { readConfigFile } from './read-config-file.ts'
import { replaceFile } from './replace-file.ts'

/** What {@link editPlugins} did. */
export interface PluginEdit {
  /** The file, as it was given. */
  readonly file: string
  /** Whether the file says something else now, or would in a dry run. */
  readonly changed: boolean
  /** Whether there was no such file before. */
  readonly created: boolean
}

/** Options of {@link editPlugins}. */
export interface EditPluginsOptions {
  /** Only says what would happen. Default false. */
  readonly dryRun?: boolean | undefined
}

/**
 * Enables, disables or removes one plugin in a configuration file. Comments, order and formatting stay; the file is
 * replaced in one step. `enable` makes a file that is missing; nothing is written where nothing changes.
 * @param file - Absolute path of the `nexus.yaml`.
 * @throws `INVALID_ARGUMENT` for what is no name, `CONFIG_INVALID` for a file that cannot be read or edited,
 * `CONFLICT` where somebody else changed it in between.
 */
export async function editPlugins(
  file: string,
  change: PluginListChange,
  { dryRun = false }: EditPluginsOptions = {},
): Promise<PluginEdit> {
  if (!isTypeName(change.name))
    throw new NexusError('INVALID_ARGUMENT', `${JSON.stringify(change.name)} is no plugin name.`, {
      hint: `A name is ${TYPE_NAME_RULE}.`,
    })
  const yaml = await import('yaml')
  const before = textOf(file)
  const after = changePlugins(yaml, before ?? '', change)
  if (after === undefined) throw notEditable(file, change)
  const edit = { file, changed: after !== (before ?? ''), created: false }
  if (!edit.changed) return edit
  if (!dryRun) {
    if (textOf(file) !== before) throw changedMeanwhile(file)
    await replaceFile(file, after).catch((error: unknown) => {
      throw notWritable(file, error)
    })
  }
  return { ...edit, created: before === undefined }
}

/** Nothing where there is no file. */
function textOf(path: string): string | undefined {
  const file = readConfigFile(path)
  if ('absent' in file) return undefined
  if ('text' in file) return file.text
  throw new NexusError('CONFIG_INVALID', `Cannot edit ${path}: ${file.problem}.`, {
    hint: 'Name another file with --config.',
  })
}

function notEditable(file: string, { action, name }: PluginListChange): NexusError {
  const wanted =
    action === 'remove'
      ? `drop the entry "${name}" below plugins`
      : `write { name: ${name}, enabled: ${action === 'enable'} } into the list plugins`
  return new NexusError(
    'CONFIG_INVALID',
    `Cannot ${action} ${name} in ${file}: it is no valid YAML, or its plugins are not a list that is written out.`,
    { hint: `\`nexus config validate\` names what is wrong. Otherwise ${wanted} yourself.` },
  )
}

function changedMeanwhile(file: string): NexusError {
  return new NexusError('CONFLICT', `Cannot edit ${file}: somebody else changed it just now.`, {
    hint: 'Run it again.',
  })
}

function notWritable(file: string, cause: unknown): NexusError {
  const { code = 'unknown reason' } = cause as NodeJS.ErrnoException
  return new NexusError('CONFIG_INVALID', `Cannot write ${file} (${code}).`, {
    cause,
    hint: 'Give this user the right to write it and its folder, or name another file with --config.',
  })
}
