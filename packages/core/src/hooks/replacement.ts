import { NexusError } from '../errors/index.ts'
import { bytesSource } from '../kit/source.ts'
import type { Attributes, Source } from '../spec/index.ts'

/**
 * What is to be written after a hook's answer: given content is a new source; of given attributes each member
 * that is present replaces the one before.
 * @throws `PLUGIN_CONTRACT` when the answer is malformed.
 */
export function applyReplacement(
  before: { readonly source: Source; readonly attributes?: Attributes | undefined },
  answer: unknown,
  plugin: string,
  path: string,
): { readonly source: Source; readonly attributes?: Attributes | undefined } {
  if (answer === undefined) return before
  const { content, attributes } = check(answer, plugin, path)
  return {
    source: content === undefined ? before.source : bytesSource(new Uint8Array(content)),
    attributes:
      attributes === undefined
        ? before.attributes
        : structuredClone({ ...before.attributes, ...attributes }),
  }
}

function check(
  answer: unknown,
  plugin: string,
  path: string,
): { content: Uint8Array | undefined; attributes: Attributes | undefined } {
  const refuse = (problem: string): never => {
    throw new NexusError(
      'PLUGIN_CONTRACT',
      `beforeWrite of plugin "${plugin}" answered for ${path} with ${problem}.`,
      {
        path,
        hint: 'Return nothing, or { content?: Uint8Array, attributes?: { metadata?, tags? } }.',
      },
    )
  }
  if (!isRecord(answer)) return refuse('something that is no object')
  const unknown = Object.keys(answer).find((key) => key !== 'content' && key !== 'attributes')
  if (unknown !== undefined) return refuse(`the unknown member "${unknown}"`)
  const { content, attributes } = answer
  if (content !== undefined && !(content instanceof Uint8Array))
    return refuse('content that is no Uint8Array')
  if (attributes !== undefined && !isAttributes(attributes))
    return refuse('attributes that are malformed')
  return { content, attributes }
}

function isAttributes(value: unknown): value is Attributes {
  if (!isRecord(value)) return false
  const { metadata, tags, inherit, posix, ...rest } = value
  return (
    Object.keys(rest).length === 0 &&
    (metadata === undefined || (isRecord(metadata) && isJson(metadata))) &&
    (tags === undefined ||
      (isRecord(tags) && Object.values(tags).every((tag) => typeof tag === 'string'))) &&
    (inherit === undefined || typeof inherit === 'boolean') &&
    (posix === undefined || isRecord(posix))
  )
}

function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) return value.every(isJson)
  return isRecord(value) && Object.values(value).every(isJson)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
