import type { MetadataStore } from '@nexusfs/core/spec'
import { commitMember } from './commit-member.ts'
import type { Member } from './group-commit.ts'
import { isLarge, mayBeLarge } from './large-changes.ts'
import type { OpenStore } from './open-store.ts'
import type { Writer } from './writer.ts'

/** The members of a store that write. `open` gives its parts, or throws `CLOSED`. */
export function storeWrites(
  open: () => OpenStore,
): Pick<MetadataStore, 'commit' | 'sync' | 'onChange' | 'claim' | 'renew' | 'release'> {
  return {
    async commit(batch, options) {
      const store = open()
      const large = mayBeLarge(batch) && (await store.read(() => isLarge(store.writer, batch)))
      const alone = large ? () => store.large.commit(batch) : undefined
      return open().commits.run(commitMember(batch, options?.durability ?? 'full', alone))
    },
    async sync() {
      await open().commits.sync()
    },
    onChange: (listener) => open().changes.add(listener),
    claim: async (queue, options) =>
      open().commits.run(leaseMember(({ leases }) => leases.claim(queue, options))),
    renew: async (lease, leaseMs) =>
      open().commits.run(leaseMember(({ leases }) => leases.renew(lease, leaseMs))),
    release: async (lease) =>
      open().commits.run(leaseMember(({ leases }) => leases.release(lease))),
  }
}

function leaseMember<Result>(change: (writer: Writer) => Result): Member<Result> {
  return {
    durability: 'full',
    changes: 1,
    bytes: 0,
    isRefusal: () => false,
    run(writer) {
      const result = change(writer)
      writer.hasWritten = true
      return result
    },
  }
}
