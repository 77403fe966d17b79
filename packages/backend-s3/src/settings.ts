import { normalPrefix } from '@nexusfs/core/kit'
import type { S3BackendOptions } from './options.ts'
import { PRESETS, type PresetName, presetAt, type S3Preset } from './presets.ts'

/** Bytes of a part, and above which a body is sent in parts. */
export const PART_BYTES = 8 << 20
/** The most that S3 copies in one call (CopyObject: "up to 5 GB"). */
export const COPY_BYTES = 5 * 2 ** 30

/** Options with everything that follows from them. */
export interface S3Settings extends S3BackendOptions {
  readonly presetName: PresetName
  readonly kind: S3Preset
  /** Without a slash at the beginning, and with one at the end unless empty. */
  readonly prefix: string
  readonly forcePathStyle: boolean
  readonly sse: NonNullable<S3BackendOptions['sse']>
  readonly partBytes: number
  readonly copyPartBytes: number
}

/** Completes checked options. */
export function settingsOf(options: S3BackendOptions): S3Settings {
  const presetName = options.preset ?? presetAt(options.endpoint)
  const kind = PRESETS[presetName]
  return {
    ...options,
    presetName,
    kind,
    prefix: normalPrefix(options.prefix),
    forcePathStyle: options.forcePathStyle ?? kind.forcePathStyle,
    sse: options.sse ?? kind.sse,
    partBytes: options.partBytes ?? PART_BYTES,
    copyPartBytes: options.copyPartBytes ?? COPY_BYTES,
  }
}
