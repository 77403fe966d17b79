/** Who acts. A principal without tenant owns the `default` space. */
export interface Principal {
  readonly tenant?: string | undefined
  readonly agent?: string | undefined
  readonly user?: string | undefined
  readonly groups?: readonly string[] | undefined
  readonly isAdmin?: boolean | undefined
  /** Groups the operations of one agent run. */
  readonly run?: string | undefined
  readonly requestId?: string | undefined
}
