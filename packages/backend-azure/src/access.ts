import { NexusError, type Shared, throwIfAborted } from '@nexusfs/core/kit'
import { azureError, type CallSubject } from './azure-errors.ts'
import { type AzureClients, type AzureContainer, acquireClients, containerOf } from './client.ts'
import type { AzureSettings } from './settings.ts'

/** A container as the parts of the backend use it: opened at the first call, errors translated, closed once. */
export class ContainerAccess {
  readonly settings: AzureSettings
  #opening: Promise<Shared<AzureClients>> | undefined
  #closed = false

  constructor(settings: AzureSettings) {
    this.settings = settings
  }

  /** The name of a key in the container. */
  nameOf(key: string): string {
    return `${this.settings.prefix}${key}`
  }

  /** The key of a name in the container. */
  keyOf(name: string): string {
    return name.slice(this.settings.prefix.length)
  }

  /** @throws `CLOSED`, `ABORTED`, and what Azure said, translated. */
  async run<Result>(
    subject: CallSubject,
    call: (container: AzureContainer) => Promise<Result>,
  ): Promise<Result> {
    throwIfAborted(subject.signal)
    const container = await this.open(subject)
    try {
      return await call(container)
    } catch (error) {
      throw this.translated(error, subject)
    }
  }

  translated(error: unknown, subject: CallSubject): NexusError {
    return azureError(error, subject, this.settings)
  }

  /** The SDK's clients. @throws `CLOSED`, `NO_CREDENTIALS`. */
  async open(subject: CallSubject): Promise<AzureContainer> {
    this.#throwIfClosed()
    try {
      this.#opening ??= acquireClients(this.settings.connection)
      const { resource } = await this.#opening
      this.#throwIfClosed()
      return containerOf(resource, this.settings.container)
    } catch (error) {
      // The next call looks for credentials anew.
      this.#opening = undefined
      throw this.translated(error, subject)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    const opening = this.#opening
    const held = await opening?.catch(() => undefined)
    await held?.release()
  }

  #throwIfClosed(): void {
    if (!this.#closed) return
    throw new NexusError(
      'CLOSED',
      `The azure backend of the container ${this.settings.container} is closed.`,
      { hint: 'Open it again.' },
    )
  }
}
