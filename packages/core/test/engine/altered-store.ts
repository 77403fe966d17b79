import type { MetadataStore } from '@nexusfs/core'

/** A store some of whose members are others; all else goes to the real one. */
export function alteredStore(store: MetadataStore, members: Partial<MetadataStore>): MetadataStore {
  return new Proxy(store, {
    get(target, name) {
      const other: unknown = Reflect.get(members, name)
      if (other !== undefined) return other
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}
