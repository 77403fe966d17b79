import { FsError } from './fs-error.ts'

const DEFAULT_BUFFER_BYTES = 16_384

/** Arguments of `read`, in either of its forms. */
export interface ReadArguments {
  readonly buffer: NodeJS.ArrayBufferView
  readonly offset: number
  readonly length: number
  /** Where to read; absent: where the handle stands. */
  readonly at: number | undefined
}

/** Sorts the arguments of `read`. @throws `ERR_OUT_OF_RANGE` when they reach past the buffer. */
export function readArguments(given: readonly unknown[]): ReadArguments {
  const [first, second, third, fourth] = given as readonly [unknown, unknown, unknown, unknown]
  const named = ArrayBuffer.isView(first)
    ? {
        buffer: first,
        ...(isRecord(second) ? second : { offset: second, length: third, position: fourth }),
      }
    : isRecord(first)
      ? first
      : {}
  const {
    buffer = Buffer.alloc(DEFAULT_BUFFER_BYTES),
    offset,
    length,
    position,
  } = named as {
    buffer?: NodeJS.ArrayBufferView
    offset?: number | null
    length?: number | null
    position?: number | bigint | null
  }
  const from = offset ?? 0
  const bytes = length ?? buffer.byteLength - from
  if (from < 0 || bytes < 0 || from + bytes > buffer.byteLength)
    throw Object.assign(
      new RangeError(`offset ${from} and length ${bytes} do not fit the buffer`),
      {
        code: 'ERR_OUT_OF_RANGE',
      },
    )
  const at = position == null || position < 0 ? undefined : Number(position)
  return { buffer, offset: from, length: bytes, at }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** What a closed handle answers. */
export function closedHandle(syscall: string): FsError {
  return new FsError('EBADF', { syscall }, 'file closed')
}
