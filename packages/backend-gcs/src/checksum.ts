import { createHash } from 'node:crypto'

/**
 * Running MD5 of what is sent, which Cloud Storage compares with what arrived. It is no protection against an attacker,
 * and need be none; the CRC-32C of the SDK, which would do too, is computed in JavaScript, five times as slowly.
 */
export class Checksum {
  readonly #hash = createHash('md5')

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes)
  }

  /** Of all bytes so far, in base 64 as Cloud Storage writes it. */
  value(): string {
    return this.#hash.copy().digest('base64')
  }
}
