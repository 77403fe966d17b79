import { type Backend, type BackendResolver, createMemoryBackend, NexusError } from '@nexusfs/core'

/** Backends by the option `name`, and how often each is held. */
export interface TestResolver extends BackendResolver {
  readonly backends: Map<string, Backend>
  readonly held: Map<string, number>
}

/** Finds the type `memory` with a `name`, and no other; the option `secret` is one. */
export function testResolver(backends = new Map<string, Backend>()): TestResolver {
  const held = new Map<string, number>()
  const count = (name: string, change: number) => held.set(name, (held.get(name) ?? 0) + change)
  return {
    backends,
    held,
    async open({ type, options = {} }) {
      if (type !== 'memory')
        throw new NexusError('PLUGIN_NOT_FOUND', `No package provides the backend "${type}".`, {
          hint: `npm install nexusfs-backend-${type}`,
        })
      const name = String(options.name)
      const backend = backends.get(name) ?? createMemoryBackend()
      backends.set(name, backend)
      count(name, 1)
      let isHeld = true
      return {
        backend,
        options,
        async release() {
          if (isHeld) count(name, -1)
          isHeld = false
        },
      }
    },
    async plainSecrets({ options = {} }) {
      const { secret } = options
      return typeof secret === 'string' && !secret.startsWith('${') ? ['secret'] : []
    },
  }
}
