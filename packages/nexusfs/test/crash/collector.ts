/** A process that collects until it is killed at a step: `collector.ts <folder> <step> <nth>`. */
import type { Backend, Batch, MetadataStore } from '@nexusfs/core'
import { type CollectorStep, openCollected } from './collector-steps.ts'

const [folder = '', step, nth = '1'] = process.argv.slice(2)
let seen = 0

const wrapping = { store: dyingStore, backend: dyingBackend }
const nexus = await openCollected(folder, 0, wrapping)
await nexus.content.gc({ apply: true })
await nexus.close()

function reach(here: CollectorStep): void {
  if (here !== step) return
  seen++
  if (seen === Number(nth)) process.kill(process.pid, 'SIGKILL')
}

function dyingStore(store: MetadataStore): MetadataStore {
  const commit: MetadataStore['commit'] = async (batch, options) => {
    const what = stepOf(batch)
    if (what !== undefined) reach(`before ${what}`)
    const outcome = store.commit(batch, options)
    if (what !== undefined) reach(`during ${what}`)
    const result = await outcome
    if (what !== undefined) reach(`after ${what}`)
    return result
  }
  return withMembers(store, { commit })
}

function stepOf({
  mutations: [first],
}: Batch): 'pruning' | 'counting' | 'condemning' | 'dropping' | undefined {
  if (first?.kind === 'prune') return 'pruning'
  if (first?.kind === 'record' && first.key === 'cycle') return 'counting'
  if (first?.kind !== 'content') return undefined
  if (first.action === 'condemn') return 'condemning'
  return first.action === 'drop' ? 'dropping' : undefined
}

function dyingBackend(backend: Backend): Backend {
  const put: Backend['put'] = async (...values) => {
    reach('before telling')
    const result = await backend.put(...values)
    reach('after telling')
    return result
  }
  const deleteMany: Backend['deleteMany'] = async (...values) => {
    reach('before deleting')
    const deleting = backend.deleteMany?.(...values)
    reach('during deleting')
    await deleting
    reach('after deleting')
  }
  return withMembers(backend, { put, deleteMany })
}

/** The object with some methods replaced; the others run on the object itself. */
function withMembers<Target extends object>(target: Target, members: Partial<Target>): Target {
  return new Proxy(target, {
    get(object, name) {
      const own: unknown = Reflect.get(members, name)
      if (own !== undefined) return own
      const member: unknown = Reflect.get(object, name, object)
      return typeof member === 'function' ? member.bind(object) : member
    },
  })
}
