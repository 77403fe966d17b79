import { readFile } from 'node:fs/promises'
import { NexusError } from '@nexusfs/core/kit'

/** The kinds of files that Google gives out. */
const KINDS: ReadonlySet<unknown> = new Set([
  'authorized_user',
  'external_account',
  'external_account_authorized_user',
  'gdch_service_account',
  'impersonated_service_account',
  'service_account',
])

/**
 * Looks at a file of credentials before the SDK does: that one takes a file which is no JSON for a key, and then sends
 * requests without any credentials.
 * @throws `NO_CREDENTIALS` with what is wrong.
 */
export async function checkCredentialsFile(file: string): Promise<void> {
  const problem = await problemOf(file)
  if (problem === undefined) return
  throw new NexusError('NO_CREDENTIALS', `The file of credentials ${file} ${problem}.`, {
    hint: 'Check that credentials_path names a JSON file of a service account, of gcloud or of workload identity federation.',
  })
}

async function problemOf(file: string): Promise<string | undefined> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    return `cannot be read (${(error as NodeJS.ErrnoException).code})`
  }
  try {
    const content = JSON.parse(text) as { readonly type?: unknown } | null
    return KINDS.has(content?.type) ? undefined : 'has no type of credentials that Google gives out'
  } catch {
    // Its content may be a secret, so nothing of it is said.
    return 'is no JSON'
  }
}
