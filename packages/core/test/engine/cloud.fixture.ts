import { type Backend, createMemoryBackend, type PresignOptions } from '@nexusfs/core'

/** A memory backend that behaves as one behind a network: it signs, and counts its calls and the bodies sent. */
export interface CloudBackend extends Backend {
  /** Calls by method since the last look; looking begins anew. */
  take(): Readonly<Record<string, number>>
  readonly signed: (PresignOptions & { readonly key: string })[]
}

export function cloudBackend(memory: Backend = createMemoryBackend()): CloudBackend {
  let calls: Record<string, number> = {}
  const signed: CloudBackend['signed'][number][] = []
  const own: Readonly<Record<string, unknown>> = {
    capabilities: { ...memory.capabilities, local: false, presign: true },
    signed,
    take() {
      const taken = calls
      calls = {}
      return taken
    },
    async presign(key: string, options: PresignOptions) {
      signed.push({ key, ...options })
      return `https://bucket.example/${key}?signature=x`
    },
  }
  return new Proxy(memory, {
    get(target, name) {
      if (typeof name === 'string' && Object.hasOwn(own, name)) return own[name]
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function' || name === 'describe') return member
      return (...given: readonly unknown[]) => {
        calls[String(name)] = (calls[String(name)] ?? 0) + 1
        return Reflect.apply(member, target, given)
      }
    },
  }) as CloudBackend
}
