import { closeSync, fstatSync, readFileSync } from 'node:fs'
import { openForReading } from './file-state.ts'
import type { Folder } from './folder.ts'

/** What was given with an object besides its bytes. */
export interface Attributes {
  readonly contentType?: string | undefined
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

/** Attributes of one file: those of another one that is or was at the same key do not count for it. */
export interface FileAttributes extends Attributes {
  /** The identity of the file. */
  readonly file: string
}

/** More than this is none of ours. */
const MOST_BYTES = 16 << 20

/** What a metadata file says; nothing when it is absent, or when others made it unreadable. */
export function readAttributes(folder: Folder, name: string): readonly FileAttributes[] {
  const opened = openForReading(folder, name)
  if (opened === undefined) return []
  try {
    if (fstatSync(opened.fd).size > MOST_BYTES) return []
    return parse(readFileSync(opened.fd, 'utf8'))
  } finally {
    closeSync(opened.fd)
  }
}

/** The content of a metadata file, for people as well. */
export function attributesText(key: string, files: readonly FileAttributes[]): string {
  return `${JSON.stringify({ key, files }, undefined, 2)}\n`
}

/** Whether there is anything to be kept. */
export function hasAttributes({ contentType, metadata }: Attributes): boolean {
  return contentType !== undefined || metadata !== undefined
}

function parse(text: string): readonly FileAttributes[] {
  try {
    const { files } = JSON.parse(text) as { files?: unknown }
    return Array.isArray(files) ? files.flatMap(attributesFrom) : []
  } catch {
    // Not JSON, or not an object: others wrote it.
    return []
  }
}

function attributesFrom(value: unknown): FileAttributes[] {
  const { file, contentType, metadata } = (value ?? {}) as Record<string, unknown>
  if (typeof file !== 'string') return []
  return [
    {
      file,
      ...(typeof contentType === 'string' && { contentType }),
      ...(isTexts(metadata) && { metadata }),
    },
  ]
}

function isTexts(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).every((text) => typeof text === 'string')
}
