import type { ErrorCode } from '@nexusfs/core'

/** A call that must fail: with one of these codes, and without a trace. */
export class Refused extends Error {
  readonly codes: readonly ErrorCode[]

  constructor(...codes: readonly ErrorCode[]) {
    super(codes.join(' or '))
    this.codes = codes
  }
}
