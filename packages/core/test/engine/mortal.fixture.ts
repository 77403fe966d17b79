import { NexusError } from '@nexusfs/core'

/** What a process does to the world, in the order of its calls, until it ends. */
export class Process {
  /** The call at which it ends, from 1; `undefined`: never. */
  endsAt: number | undefined
  /** Whether that call still has its effect. */
  hasEffect = false
  calls = 0
  #isOver = false

  /** Ends the process before its next call. */
  end(): void {
    this.#isOver = true
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** An adapter as this process uses it: once it is over, nothing it does has an effect any more. */
  using<Adapter extends object>(adapter: Adapter, changing: readonly string[]): Adapter {
    return new Proxy(adapter, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target)
        if (typeof member !== 'function') return member
        const call = (...given: readonly unknown[]): unknown => Reflect.apply(member, target, given)
        if (typeof name !== 'string' || name === 'describe' || name === 'onChange') return call
        const isChange = changing.includes(name)
        return (...given: readonly unknown[]) =>
          name === 'close' ? Promise.resolve() : this.#run(isChange, () => call(...given))
      },
    })
  }

  async #run(isChange: boolean, call: () => unknown): Promise<unknown> {
    if (this.#isOver) throw over()
    if (isChange && ++this.calls === this.endsAt) {
      if (this.hasEffect) await call()
      this.#isOver = true
      throw over()
    }
    return call()
  }
}

function over(): NexusError {
  return new NexusError('INTERNAL', 'The process has ended.')
}
