import type { EffectiveConfig } from './resolve-config.ts'
import type { AdapterSettings, Settings } from './settings.ts'

const MASK = '***'

const SECRET_NAME =
  /secret|password|passwd|passphrase|pwd|token|credential(?!s?path$)|api_?key|access_?key|account_?key|private|connection_?string|signature|^(key|auth|authorization|sas|cookie|dsn)$/i

// Options whose text may be shown. Any other text of an adapter or plugin is hidden, since it may be a secret.
const PLAIN_NAMES: ReadonlySet<string> = new Set(
  `root path prefix bucket container region regionName endpoint endpointUrl apiEndpoint url host hostname port
  database schema user username accountName projectId project credentialsPath profile storageClass tier sse
  encryptionScope kmsKeyName type mode name title description durability synchronous layout`.split(
    /\s+/,
  ),
)

/**
 * The same configuration without its secrets, for people and logs: `***` stands for each. Of the options of adapters and
 * plugins only numbers, truth values and texts with well-known harmless names are shown.
 */
export function maskSecrets(config: EffectiveConfig): EffectiveConfig {
  const entries = Object.entries(config.settings).map(([key, value]) => [
    key,
    maskSetting(key, value),
  ])
  return { ...config, settings: Object.fromEntries(entries) as Settings }
}

/** The texts of options that {@link maskSecrets} hides, so that they can be taken out of messages. */
export function secretsOf(adapter: Pick<AdapterSettings, 'config'>): readonly string[] {
  const found: string[] = []
  const collect = (name: string, value: unknown, hidden: boolean): void => {
    if (Array.isArray(value)) for (const item of value) collect(name, item, hidden)
    else if (isContainer(value))
      for (const [key, item] of Object.entries(value))
        collect(key, item, hidden || SECRET_NAME.test(name))
    else if (typeof value === 'string' && (hidden || maskText(name, value) !== value))
      found.push(value)
  }
  collect('', adapter.config, false)
  return found
}

/** A message without those texts. */
export function withoutSecrets(message: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length > 3)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length)
    .reduce((text, secret) => text.replaceAll(secret, MASK), message)
}

function maskSetting(key: string, value: unknown): unknown {
  if (key === 'apiKey') return MASK
  if (typeof value === 'string') return maskAddress(value)
  if (Array.isArray(value)) return value.map((item) => maskSetting('', item))
  if (!isContainer(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      name === 'config' ? maskOptions('', item) : maskSetting(name, item),
    ]),
  )
}

function maskOptions(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => maskOptions(name, item))
  if (isContainer(value)) {
    if (SECRET_NAME.test(name)) return MASK
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, maskOptions(key, item)]),
    )
  }
  if (typeof value === 'string') return maskText(name, value)
  const isHarmless = typeof value === 'boolean' || value === null || value === undefined
  return SECRET_NAME.test(name) && !isHarmless ? MASK : typeof value === 'function' ? MASK : value
}

function maskText(name: string, value: string): string {
  return PLAIN_NAMES.has(name) ? maskAddress(value) : MASK
}

/** Whether an option of that name holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name)
}

/** Hides user, password and secret parameters of an address; other texts stay. */
export function maskAddress(text: string): string {
  return text
    .replace(/:\/\/.*@/s, `://${MASK}@`)
    .replace(/([?&#;])([^=?&#;]*)=([^&#;]*)/g, (match, mark: string, name: string) =>
      /secret|pass|pwd|token|key|sig|credential|auth/i.test(name)
        ? `${mark}${name}=${MASK}`
        : match,
    )
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
