import { readFileSync } from 'node:fs'
import { NexusError, newId, normalPrefix } from '@nexusfs/core/kit'
import type { GcsBackendOptions } from './options.ts'

/** Google's own endpoint. */
const GOOGLE = 'https://storage.googleapis.com'

/** Where credentials come from; the value is never shown. */
export type CredentialKind =
  | 'access token'
  | 'access token function'
  | 'credentials file'
  | 'application default credentials'
  | 'none'

/** Options with everything that follows from them. */
export interface GcsSettings extends GcsBackendOptions {
  /** Without a slash at the beginning, and with one at the end unless empty. */
  readonly prefix: string
  /** Scheme, host and port; nothing after them. */
  readonly endpoint: string
  /** Google's own: what its documentation promises holds. */
  readonly isGoogle: boolean
  readonly credentials: CredentialKind
  /** The file has the private key of a service account, with which addresses can be signed. */
  readonly canSign: boolean
  readonly clock: () => number
  readonly ids: () => string
  readonly random: () => number
}

/** Completes checked options. */
export function settingsOf(options: GcsBackendOptions): GcsSettings {
  const endpoint = originOf(options.apiEndpoint ?? process.env.STORAGE_EMULATOR_HOST ?? GOOGLE)
  const isGoogle = /(^|\.)googleapis\.com$/.test(new URL(endpoint).hostname)
  const credentials = credentialsOf(options, isGoogle)
  return {
    ...options,
    prefix: normalPrefix(options.prefix),
    endpoint,
    isGoogle,
    credentials,
    canSign: credentials === 'credentials file' && hasPrivateKey(options.credentialsPath),
    clock: options.clock ?? Date.now,
    ids: options.ids ?? newId,
    random: Math.random,
  }
}

function credentialsOf(options: GcsBackendOptions, isGoogle: boolean): CredentialKind {
  if (typeof options.accessToken === 'function') return 'access token function'
  if (options.accessToken !== undefined) return 'access token'
  if (options.credentialsPath !== undefined) return 'credentials file'
  return isGoogle ? 'application default credentials' : 'none'
}

/** A file that is missing or broken is told of by the first call, and by `check()`. */
function hasPrivateKey(file: string | undefined): boolean {
  try {
    const { type, private_key } = JSON.parse(readFileSync(file ?? '', 'utf8')) as {
      readonly type?: unknown
      readonly private_key?: unknown
    }
    return type === 'service_account' && typeof private_key === 'string'
  } catch {
    return false
  }
}

function originOf(endpoint: string): string {
  const url = URL.parse(endpoint.includes('://') ? endpoint : `https://${endpoint}`)
  if (url !== null && /^https?:$/.test(url.protocol)) return url.origin
  throw new NexusError('INVALID_ARGUMENT', 'The api_endpoint of the gcs backend is no address.', {
    hint: 'Give an address such as https://storage.googleapis.com.',
  })
}
