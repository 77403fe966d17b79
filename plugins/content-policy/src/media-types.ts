import { contentTypeOf } from '@nexusfs/core/kit'

/** Media types that a file claims: the one that was given with it, and the one of its name. Never what its bytes are. */
export function claimedTypes(path: string, contentType: string | undefined): readonly string[] {
  const byName = contentTypeOf(path.split('/').at(-1) ?? '')
  const given = contentType?.split(';')[0]?.trim().toLowerCase()
  return given === undefined || given === '' ? [byName] : [...new Set([given, byName])]
}

/** Whether a type is one of a list in which `image/*` stands for all of its kind. */
export function isOneOf(type: string, list: readonly string[]): boolean {
  const all = `${type.split('/')[0]}/*`
  return list.includes(type) || list.includes(all)
}
