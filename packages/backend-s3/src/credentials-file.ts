import { readFile } from 'node:fs/promises'
import { NexusError } from '@nexusfs/core/kit'
import * as v from 'valibot'

/** What a file of credentials in JSON holds. */
export interface JsonCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  readonly regionName?: string | undefined
}

const schema = v.pipe(
  v.strictObject({
    access_key_id: v.pipe(v.string(), v.nonEmpty()),
    secret_access_key: v.pipe(v.string(), v.nonEmpty()),
    session_token: v.optional(v.pipe(v.string(), v.nonEmpty())),
    region_name: v.optional(v.pipe(v.string(), v.nonEmpty())),
  }),
  v.transform(
    (file): JsonCredentials => ({
      accessKeyId: file.access_key_id,
      secretAccessKey: file.secret_access_key,
      sessionToken: file.session_token,
      regionName: file.region_name,
    }),
  ),
)

const HINT =
  'Give a JSON file with access_key_id and secret_access_key, or an AWS shared credentials file.'

/**
 * Reads a file of credentials. `shared`: it is an AWS shared credentials file, which the SDK reads itself.
 * @throws `NO_CREDENTIALS` when it cannot be read or is neither; the message shows nothing of its content.
 */
export async function readCredentialsFile(file: string): Promise<JsonCredentials | 'shared'> {
  const content = await contentOf(file)
  if (content.trimStart().startsWith('{')) return jsonCredentials(file, content)
  if (/^\s*\[[^\]\n]+\]\s*$/m.test(content)) return 'shared'
  throw unusable(file, 'is neither JSON nor an AWS shared credentials file')
}

async function contentOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw unusable(file, code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`)
  }
}

function jsonCredentials(file: string, content: string): JsonCredentials {
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch {
    // The message of the parser quotes the content.
    throw unusable(file, 'is not sound JSON')
  }
  const { success, output, issues } = v.safeParse(schema, value)
  if (success) return output
  const names = issues.map(({ path }) => String(path?.[0]?.key ?? 'the whole'))
  throw unusable(file, `has a problem with ${names.join(', ')}`)
}

function unusable(file: string, problem: string): NexusError {
  return new NexusError('NO_CREDENTIALS', `The credentials_path ${file} ${problem}.`, {
    hint: HINT,
  })
}
