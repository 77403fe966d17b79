import { NexusError } from '@nexusfs/core/kit'
import { type AzureFailure, cleanCause } from './failure.ts'
import type { AzureSettings } from './settings.ts'

/** Azure refuses requests whose time is further than 15 minutes from its own; hosts that are this far off are suspected. */
const SKEW_MS = 5 * 60_000

/** `AuthenticationFailed` has several causes with different fixes: an expired SAS, a wrong clock, a wrong key. */
export function authenticationFailed(
  failure: AzureFailure,
  aim: string,
  { connection: { access, accountName = '<account>' }, container, clock }: AzureSettings,
): NexusError {
  const make = (code: NexusError['code'], found: string, hint: string) =>
    new NexusError(code, `${aim}: ${found}.`, { hint, cause: cleanCause(failure) })
  const skew = failure.date === undefined ? 0 : clock() - failure.date
  if (access.kind === 'shared access signature') {
    const { starts, ends } = timesOf(access.token)
    const now = failure.date ?? clock()
    const renew = `Make a new one: \`az storage container generate-sas --account-name ${accountName} --name ${container} --permissions racwdl --expiry <UTC time>\`.`
    if (ends !== undefined && ends <= now)
      return make('NO_CREDENTIALS', `the SAS expired at ${new Date(ends).toISOString()}`, renew)
    if (starts !== undefined && starts > now)
      return make(
        'NO_CREDENTIALS',
        `the SAS holds only from ${new Date(starts).toISOString()}`,
        `Wait until then, or check the clock of this host. ${renew}`,
      )
    return make('BACKEND_DENIED', 'Azure does not take the SAS', renew)
  }
  if (Math.abs(skew) >= SKEW_MS || /date header/i.test(failure.detail)) {
    return make(
      'BACKEND_DENIED',
      `the clock of this host is ${Math.round(skew / 1000)} s off Azure's`,
      'Set the clock (`timedatectl set-ntp true`); Azure takes requests up to 15 minutes off.',
    )
  }
  if (access.kind === 'account key') {
    return make(
      'BACKEND_DENIED',
      'Azure does not take the account key',
      `Look at the keys: \`az storage account keys list --account-name ${accountName}\`; one may have been renewed.`,
    )
  }
  return make(
    'BACKEND_DENIED',
    'Azure does not take the token of Microsoft Entra ID',
    'Run `az login` in the tenant of the account, or check the identity of this host.',
  )
}

function timesOf(token: string): { starts: number | undefined; ends: number | undefined } {
  const values = new URLSearchParams(token)
  const time = (name: string) => {
    const milliseconds = Date.parse(values.get(name) ?? '')
    return Number.isNaN(milliseconds) ? undefined : milliseconds
  }
  return { starts: time('st'), ends: time('se') }
}
