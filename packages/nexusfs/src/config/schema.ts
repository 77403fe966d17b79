import type { HookName } from '@nexusfs/core'
import { isTypeName, TYPE_NAME } from '@nexusfs/core/kit'
import * as v from 'valibot'
import { isPackageName } from '../discovery/package-names.ts'
import { isDuration } from './duration.ts'
import type { Settings } from './settings.ts'

const ID = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/
const LARGEST_INLINE = 1024 * 1024

// Each message completes the sentence "<key> must be …".
const text = v.pipe(v.string('text'), v.nonEmpty('text that is not empty'))
const flag = v.boolean('true or false')
const options = v.record(v.string(), v.unknown(), 'a mapping of options')
const id = v.pipe(
  v.string('text'),
  v.regex(ID, '1 to 128 of A-Z a-z 0-9 . _ -, not starting with a dot'),
)
const wholeNumber = (from: number, to: number, phrase: string) =>
  v.pipe(
    v.number(phrase),
    v.check((value) => Number.isInteger(value) && value >= from && value <= to, phrase),
  )
const choice = <const Values extends readonly string[]>(...values: Values) =>
  v.picklist(values, oneOf(values))
const type = v.pipe(v.string('text'), v.regex(TYPE_NAME, 'a type such as local, s3 or sqlite'))

const priority = wholeNumber(-1_000_000, 1_000_000, 'a whole number')

const history = choice('versioning', 'cas', 'none')

const packageName = v.optional(
  v.pipe(
    v.string('text'),
    v.check(isPackageName, 'the name of an installed package, not a path or an address'),
  ),
)

const adapter = v.strictObject(
  { type, package: packageName, config: v.optional(options) },
  'a mapping with a type',
)

const mount = v.strictObject(
  {
    type: v.pipe(
      v.string('text'),
      v.check(
        (type) => isTypeName(type.replace(/_connector$/, '')),
        'a type such as local, s3 or s3_connector',
      ),
    ),
    package: packageName,
    mountPoint: v.pipe(v.string('text'), v.startsWith('/', 'a path that starts with /')),
    config: v.optional(options),
    layout: v.optional(choice('cas', 'path')),
    priority: v.optional(priority),
    readonly: v.optional(flag),
    perTenant: v.optional(flag),
    description: v.optional(v.string('text')),
    history: v.optional(history),
  },
  'a mapping with type and mount_point',
)

const namespace = v.strictObject(
  {
    name: v.pipe(
      v.string('text'),
      v.regex(ID, 'one path segment of A-Z a-z 0-9 . _ -, not starting with a dot'),
    ),
    readonly: v.optional(flag),
    adminOnly: v.optional(flag),
    requiresTenant: v.optional(flag),
  },
  'a mapping with a name',
)

const hook = v.optional(
  v.strictObject({ priority: v.optional(priority) }, 'a mapping with a priority'),
)

const plugin = v.strictObject(
  {
    name: type,
    package: packageName,
    config: v.optional(options),
    enabled: v.optional(flag),
    priority: v.optional(priority),
    hooks: v.optional(
      v.strictObject(
        {
          beforeWrite: hook,
          afterWrite: hook,
          beforeRead: hook,
          afterRead: hook,
          beforeDelete: hook,
          afterDelete: hook,
          beforeMkdir: hook,
          afterMkdir: hook,
          beforeCopy: hook,
          afterCopy: hook,
          beforeRename: hook,
          afterRename: hook,
        } satisfies Readonly<Record<HookName, typeof hook>>,
        'a mapping of hooks',
      ),
    ),
  },
  'a name, or a mapping with a name',
)

/** The shape of one layer: every key may be missing, no other key may be there. */
export const settingsSchema = v.strictObject({
  mode: v.optional(choice('embedded', 'monolithic', 'distributed')),
  url: v.optional(
    v.pipe(v.string('text'), v.regex(/^https?:\/\/[^\s/]/, 'an http or https address')),
  ),
  apiKey: v.optional(text),
  dataDir: v.optional(text),
  dbPath: v.optional(text),
  store: v.optional(adapter),
  backend: v.optional(adapter),
  backends: v.optional(v.array(mount, 'a list of mounts')),
  tenantId: v.optional(id),
  agentId: v.optional(id),
  userId: v.optional(text),
  groups: v.optional(v.array(text, 'a list of names')),
  isAdmin: v.optional(flag),
  run: v.optional(text),
  namespaces: v.optional(v.array(namespace, 'a list of namespaces')),
  permissions: v.optional(choice('enforce', 'off')),
  plugins: v.optional(v.array(plugin, 'a list of plugins')),
  cacheSizeMb: v.optional(wholeNumber(0, 1_048_576, 'a whole number of MiB, 0 to 1048576')),
  dedup: v.optional(choice('space', 'shared')),
  history: v.optional(choice('cas', 'none')),
  tmpDir: v.optional(text),
  durability: v.optional(choice('full', 'normal')),
  retention: v.optional(
    v.custom<string | number>(
      (value) => value === 0 || isDuration(value),
      'a duration such as 30d or 12h, or 0',
    ),
  ),
  gc: v.optional(choice('auto', 'manual')),
  inlineMaxBytes: v.optional(
    wholeNumber(0, LARGEST_INLINE, `a whole number of bytes, 0 to ${LARGEST_INLINE}`),
  ),
  logLevel: v.optional(choice('debug', 'info', 'warn', 'error', 'silent')),
  allowNetworkFs: v.optional(flag),
  enableVectorSearch: v.optional(flag),
  enableLlmCache: v.optional(flag),
}) satisfies v.GenericSchema<unknown, Settings>

function oneOf(values: readonly string[]): string {
  return `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
}
