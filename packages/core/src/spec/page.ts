/** Reading rows page by page. */

/** A page of rows. */
export interface PageOptions {
  /** Only rows after this one. */
  readonly after?: string | undefined
  /** 1 to 1,000. */
  readonly limit: number
}

/** A page; no `next` means the end. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly next?: string | undefined
}
