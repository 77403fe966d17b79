import type { JsonObject, PluginChange } from '@nexusfs/core'

/** One operation, as a line holds it. Members that have no value are left out. */
export interface AuditLine {
  /** ISO 8601, UTC. */
  readonly time: string
  /** Of the operation. A line may come twice after a crash: this tells. */
  readonly id: string
  readonly type: string
  readonly path: string
  /** The other end of a rename or copy. */
  readonly target?: string | undefined
  /** The tenant whose files it changed. */
  readonly owner?: string | undefined
  /** Who did it. */
  readonly tenant?: string | undefined
  readonly agent?: string | undefined
  readonly user?: string | undefined
  readonly run?: string | undefined
  readonly requestId?: string | undefined
  /** Common to the operations of one batch. */
  readonly batch?: string | undefined
  readonly details?: JsonObject | undefined
}

/** The line of an operation, with its end. */
export function formatLine(change: PluginChange): string {
  const { time, id, type, path, target, owner, tenant, agent, user, run, requestId } = change
  const { batch, details } = change
  const line: AuditLine = {
    time: new Date(time).toISOString(),
    ...{ id, type, path, target, owner, tenant, agent, user, run, requestId, batch, details },
  }
  return `${JSON.stringify(line)}\n`
}
