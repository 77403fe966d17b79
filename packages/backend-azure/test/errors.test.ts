import { bytesSource, type NexusError } from '@nexusfs/core/kit'
import { expect, test } from 'vitest'
import { type AzureBackend, createAzureBackend } from '../src/index.ts'
import { failure, OBJECT, recorded } from './recorded.ts'

async function errorOf(call: Promise<unknown>): Promise<NexusError> {
  return call.then(
    () => expect.fail('it succeeded'),
    (error: NexusError) => error,
  )
}

const read = (backend: AzureBackend) => errorOf(backend.get('k'))

test.each([
  [404, 'ContainerNotFound', 'BUCKET_NOT_FOUND', 'az storage container create'],
  [409, 'ContainerBeingDeleted', 'BUCKET_NOT_FOUND', '30 seconds'],
  [404, 'BlobNotFound', 'NOT_FOUND', 'List'],
  [403, 'AuthorizationPermissionMismatch', 'BACKEND_DENIED', 'az role assignment create'],
  [403, 'AuthorizationFailure', 'BACKEND_DENIED', 'az storage account network-rule add'],
  [403, 'AuthorizationProtocolMismatch', 'BACKEND_DENIED', 'https://'],
  [403, 'AuthorizationSourceIPMismatch', 'BACKEND_DENIED', 'generate-sas'],
  [403, 'InsufficientAccountPermissions', 'BACKEND_DENIED', 'az role assignment create'],
  [403, 'KeyBasedAuthenticationNotPermitted', 'BACKEND_DENIED', 'Microsoft Entra ID'],
  [403, 'AccountIsDisabled', 'BACKEND_DENIED', 'portal'],
  [403, 'SomethingNew', 'BACKEND_DENIED', 'keys list'],
  [401, 'NoAuthenticationInformation', 'NO_CREDENTIALS', 'az login'],
  [401, 'InvalidAuthenticationInfo', 'NO_CREDENTIALS', 'az login'],
  [409, 'PublicAccessNotPermitted', 'NO_CREDENTIALS', 'account_key'],
  [409, 'BlobArchived', 'ARCHIVED', 'set-tier'],
  [409, 'BlobBeingRehydrated', 'ARCHIVED', 'archiveStatus'],
  [412, 'LeaseIdMissing', 'LOCKED', 'az storage blob lease break'],
  [412, 'LeaseIdMismatchWithBlobOperation', 'LOCKED', 'lease'],
  [409, 'BlobImmutableDueToPolicy', 'BACKEND_DENIED', 'immutability-policy'],
  [409, 'SnapshotsPresent', 'BACKEND_DENIED', '--delete-snapshots only'],
  [416, 'InvalidRange', 'INVALID_RANGE', 'bytes'],
  [413, 'RequestBodyTooLarge', 'TOO_LARGE', 'Split'],
  [400, 'MetadataTooLarge', 'TOO_LARGE', 'metadata'],
  [400, 'Md5Mismatch', 'CORRUPT', 'write again'],
  [400, 'EncryptionScopeNotFound', 'CONFIG_INVALID', 'encryption-scope list'],
  [409, 'InvalidBlobType', 'NOT_SUPPORTED', 'Delete it first'],
  [501, 'NotImplemented', 'NOT_SUPPORTED', 'endpoint'],
  [503, 'ServerBusy', 'THROTTLED', 'less at once'],
  [429, 'TooManyRequests', 'THROTTLED', 'less at once'],
  [500, 'InternalError', 'UNAVAILABLE', 'Try again'],
  [500, 'OperationTimedOut', 'UNAVAILABLE', 'Try again'],
  [502, 'unknown', 'UNAVAILABLE', 'Try again'],
  [400, 'OutOfRangeInput', 'INTERNAL', 'error-codes'],
])('HTTP %i %s is %s, and the hint says "%s"', async (status, code, expected, hint) => {
  await using azure = await recorded(({ method }) =>
    method === 'PUT' || code === 'InvalidRange' || status !== 416
      ? failure(status, code)
      : { headers: OBJECT },
  )
  const error =
    code === 'InvalidRange'
      ? await errorOf(azure.backend.setMetadata?.('k', {}) ?? Promise.resolve())
      : await read(azure.backend)
  expect([error.code, error.hint]).toEqual([expected, expect.stringContaining(hint)])
  expect(azure.server.requests).toHaveLength(1)
})

test('a lease is no lost condition, although Azure answers 412', async () => {
  await using azure = await recorded(() => failure(412, 'LeaseIdMissing'))
  const put = azure.backend.put('k', bytesSource(Buffer.from('x')), {
    precondition: { ifMatch: '0x1' },
  })
  expect((await errorOf(put)).code).toBe('LOCKED')
})

test.each([
  ['BlobAlreadyExists', 409],
  ['ConditionNotMet', 412],
  ['UnauthorizedBlobOverwrite', 403],
])('a create-only clash told as %s is ALREADY_EXISTS', async (code, status) => {
  await using azure = await recorded(() => failure(status, code))
  const put = azure.backend.put('k', bytesSource(Buffer.from('x')), {
    precondition: { ifNoneMatch: '*' },
  })
  expect((await errorOf(put)).code).toBe('ALREADY_EXISTS')
})

test('a SAS that ran out is NO_CREDENTIALS and says when, and how a new one is made', async () => {
  await using azure = await recorded(() => failure(403, 'AuthenticationFailed'), {
    accountKey: undefined,
    sasToken: 'sv=2026-02-06&se=2020-01-02T03:04:05Z&sig=x',
  })
  const error = await read(azure.backend)
  expect(error.code).toBe('NO_CREDENTIALS')
  expect(error.message).toContain('2020-01-02T03:04:05.000Z')
  expect(error.hint).toContain(
    'az storage container generate-sas --account-name account --name things',
  )
})

test('a SAS that does not hold yet is told from one that is wrong', async () => {
  const codes = []
  for (const times of [
    'st=2999-01-01T00:00:00Z&se=2999-02-01T00:00:00Z',
    'se=2999-02-01T00:00:00Z',
  ]) {
    await using azure = await recorded(() => failure(403, 'AuthenticationFailed'), {
      accountKey: undefined,
      sasToken: `${times}&sig=x`,
    })
    codes.push((await read(azure.backend)).code)
  }
  expect(codes).toEqual(['NO_CREDENTIALS', 'BACKEND_DENIED'])
})

test('a clock that is far off is told from a wrong key, with the fix of each', async () => {
  const now = Date.UTC(2026, 10, 21, 10)
  const date = new Date(now).toUTCString()
  const hints = []
  for (const clock of [() => now + 3_600_000, () => now]) {
    await using azure = await recorded(() => failure(403, 'AuthenticationFailed', { date }), {
      clock,
    })
    const error = await read(azure.backend)
    expect(error.code).toBe('BACKEND_DENIED')
    hints.push(error.hint)
  }
  expect(hints).toEqual([
    expect.stringContaining('timedatectl'),
    expect.stringContaining('az storage account keys list --account-name account'),
  ])
})

test('a connection that is refused is UNAVAILABLE and names the endpoint', async () => {
  const azure = await recorded()
  await azure.server.close()
  const error = await read(azure.backend)
  expect([error.code, error.message]).toEqual([
    'UNAVAILABLE',
    expect.stringContaining('ECONNREFUSED'),
  ])
  expect(error.message).toContain(azure.server.url)
  await azure.backend.close()
})

test('a connection that is reset is UNAVAILABLE, after one request', async () => {
  await using azure = await recorded(() => 'reset')
  expect((await read(azure.backend)).code).toBe('UNAVAILABLE')
  expect(azure.server.requests).toHaveLength(1)
})

test('an account that is not there is UNAVAILABLE', async () => {
  const backend = createAzureBackend({
    ...{ container: 'things', accountKey: Buffer.from('x').toString('base64') },
    ...{ accountName: 'nobody', endpoint: 'http://nobody.blob.invalid' },
  })
  const error = await read(backend)
  expect([error.code, error.hint]).toEqual(['UNAVAILABLE', expect.stringContaining('account_name')])
  await backend.close()
})

test('an answer that is no XML is UNAVAILABLE', async () => {
  await using azure = await recorded(() => ({
    headers: { 'content-type': 'application/xml' },
    body: '<html',
  }))
  expect((await errorOf(azure.backend.list({ limit: 1 }))).code).toBe('UNAVAILABLE')
})

test('without credentials and without @azure/identity the hint is the command that installs it', async () => {
  const { defaultCredential } = await import('../src/identity.ts')
  const missing = () =>
    Promise.reject(Object.assign(new Error('not found'), { code: 'ERR_MODULE_NOT_FOUND' }))
  const error = await errorOf(defaultCredential(missing))
  expect([error.code, error.hint]).toEqual([
    'NO_CREDENTIALS',
    expect.stringContaining('npm install @azure/identity'),
  ])
})

test('a credential of Microsoft Entra ID that gives no token is NO_CREDENTIALS', async () => {
  const credential = {
    getToken: () =>
      Promise.reject(
        Object.assign(new Error('No tool has a token.'), { name: 'CredentialUnavailableError' }),
      ),
  }
  const backend = createAzureBackend({ container: 'things', accountName: 'one', credential })
  const error = await read(backend)
  expect([error.code, error.hint]).toEqual(['NO_CREDENTIALS', expect.stringContaining('az login')])
  await backend.close()
})
