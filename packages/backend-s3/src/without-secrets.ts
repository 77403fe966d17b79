const MASK = '***'

// What stands for a credential in a URL or header, and AWS access keys (IAM: unique identifiers of 16 to 128 characters).
const PATTERNS: readonly RegExp[] = [
  /(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s"'<>]+/gi,
  /((?:Signature|Credential|AWSAccessKeyId)=)[^&,\s"'<>]+/g,
  /()\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,124}\b/g,
]

/** A text without these secrets, and without what looks like one. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const known = secrets
    .filter((secret) => secret.length > 3)
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .sort((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, MASK), text)
  return PATTERNS.reduce((rest, pattern) => rest.replace(pattern, `$1${MASK}`), known)
}
