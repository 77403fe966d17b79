import { DEFAULT_SPACE } from '../path/index.ts'
import type { Session } from './session.ts'

/** Has the directories of mount points made in a space before the first call of somebody who lives there. */
export class MountSpaces {
  readonly #prepare: (session: Session, space: string) => Promise<void>
  /** By space; emptied when a mount comes that every space has. */
  readonly #prepared = new Map<string, Promise<void> | 'done'>()
  #isNeeded = false

  constructor(prepare: (session: Session, space: string) => Promise<void>) {
    this.#prepare = prepare
  }

  /** There is a new mount that every space has. */
  renew(): void {
    this.#isNeeded = true
    this.#prepared.clear()
  }

  /** Nothing where all is made. A failure is that of the call, and the next one tries again. */
  prepare(session: Session): Promise<void> | undefined {
    if (!this.#isNeeded) return undefined
    const space = session.principal.tenant ?? DEFAULT_SPACE
    const known = this.#prepared.get(space)
    if (known !== undefined) return known === 'done' ? undefined : known
    const preparing = this.#prepare(session, space).then(
      () => void this.#prepared.set(space, 'done'),
      (error: unknown) => {
        this.#prepared.delete(space)
        throw error
      },
    )
    this.#prepared.set(space, preparing)
    return preparing
  }
}
