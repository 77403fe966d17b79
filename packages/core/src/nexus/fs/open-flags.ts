import { constants } from 'node:fs'

/** What flags of `open` mean. */
export interface OpenFlags {
  readonly read: boolean
  readonly write: boolean
  readonly append: boolean
  readonly create: boolean
  readonly exclusive: boolean
  readonly truncate: boolean
}

const { O_RDONLY, O_WRONLY, O_RDWR, O_APPEND, O_CREAT, O_EXCL, O_TRUNC, O_SYNC } = constants

/** The flags of `node:fs` by name; the letters `s` and `x` may stand in either order. */
const BY_NAME: { readonly [Name in string]?: number } = {
  r: O_RDONLY,
  rs: O_RDONLY | O_SYNC,
  'r+': O_RDWR,
  'rs+': O_RDWR | O_SYNC,
  w: O_TRUNC | O_CREAT | O_WRONLY,
  wx: O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  'w+': O_TRUNC | O_CREAT | O_RDWR,
  'wx+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  a: O_APPEND | O_CREAT | O_WRONLY,
  ax: O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  as: O_APPEND | O_CREAT | O_WRONLY | O_SYNC,
  'a+': O_APPEND | O_CREAT | O_RDWR,
  'ax+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'as+': O_APPEND | O_CREAT | O_RDWR | O_SYNC,
}

/** Reads flags as `node:fs` does. @throws `ERR_INVALID_ARG_VALUE`. */
export function parseOpenFlags(flags: string | number = 'r'): OpenFlags {
  const bits = typeof flags === 'number' ? flags : BY_NAME[flags.replace(/^([xs])([rwa])/, '$2$1')]
  if (bits === undefined)
    throw Object.assign(new TypeError(`The argument 'flags' is invalid. Received '${flags}'`), {
      code: 'ERR_INVALID_ARG_VALUE',
    })
  const access = bits & (O_RDONLY | O_WRONLY | O_RDWR)
  const has = (bit: number): boolean => (bits & bit) !== 0
  return {
    read: access !== O_WRONLY,
    write: access !== O_RDONLY,
    append: has(O_APPEND),
    create: has(O_CREAT),
    exclusive: has(O_CREAT) && has(O_EXCL),
    truncate: has(O_TRUNC) && access !== O_RDONLY,
  }
}
