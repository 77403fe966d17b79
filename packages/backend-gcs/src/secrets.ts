import type { GcsSettings } from './settings.ts'

/** What is a credential wherever it stands: tokens, signed addresses, sessions of uploads, private keys, assertions. */
const PATTERNS: readonly RegExp[] = [
  /-----BEGIN[^-]*PRIVATE KEY-----[\s\S]*?(-----END[^-]*-----|$)/g,
  /\bya29\.[\w.~+/-]+=*/g,
  /\b(Bearer|Basic)\s+[\w.~+/-]+=*/gi,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  /((?:x-goog-signature|x-goog-credential|signature|upload_id|access_token|refresh_token|client_secret|assertion|private_key)["']?\s*[=:]\s*["']?)[^&\s"'<,}]+/gi,
]

/** A text without credentials, each replaced by `***`. */
export function withoutSecrets(text: string, { accessToken }: GcsSettings): string {
  let shown = text
  if (typeof accessToken === 'string' && accessToken !== '')
    shown = shown.replaceAll(accessToken, '***')
  for (const pattern of PATTERNS) {
    shown = shown.replace(pattern, (_, name: unknown) =>
      typeof name === 'string' && /[=:]/.test(name) ? `${name}***` : '***',
    )
  }
  return shown
}
