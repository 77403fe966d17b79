/** A kind of secret, told by its form. */
export interface SecretKind {
  readonly name: string
  /** Finds it in text of one character for each byte. No expression takes more than linear time. */
  readonly expression: RegExp
}

/** The secrets that are known by their form. Sources: the documentation of who issues them. */
export const SECRETS: readonly SecretKind[] = [
  {
    name: 'private-key',
    expression: /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/,
  },
  { name: 'aws-access-key', expression: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/ },
  { name: 'google-api-key', expression: /\bAIza[A-Za-z0-9_-]{35}/ },
  { name: 'azure-account-key', expression: /\bAccountKey=[A-Za-z0-9+/]{86}==/ },
  {
    name: 'github-token',
    expression: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22})/,
  },
  { name: 'gitlab-token', expression: /\bglpat-[A-Za-z0-9_-]{20}/ },
  { name: 'npm-token', expression: /\bnpm_[A-Za-z0-9]{36}/ },
  { name: 'slack-token', expression: /\bxox[abeoprs]-[A-Za-z0-9-]{10}/ },
  { name: 'stripe-key', expression: /\b[rs]k_live_[A-Za-z0-9]{20}/ },
  { name: 'anthropic-key', expression: /\bsk-ant-[A-Za-z0-9_-]{20}/ },
  { name: 'openai-key', expression: /\bsk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{40}/ },
  {
    name: 'json-web-token',
    expression: /\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10}/,
  },
  {
    name: 'password-in-url',
    expression: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'<>]{1,100}:[^\s@/"'<>$&{}]{3,200}@/,
  },
]

/** Names of the known kinds. */
export const SECRET_NAMES: readonly string[] = SECRETS.map(({ name }) => name)
