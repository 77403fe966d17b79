/** What every contestant can do with small files, in the simplest words. */

/** A file to write. */
export interface NamedBytes {
  /** One segment, or several with `/`. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** An opened contestant. Members that it has no call for are absent. */
export interface FileStore {
  write(name: string, bytes: Uint8Array): unknown
  /** Replaces a file that is there; by default `write`. */
  overwrite?(name: string, bytes: Uint8Array): unknown
  /** All in one step. */
  writeBatch?(files: readonly NamedBytes[]): unknown
  read(name: string): unknown
  remove?(name: string): unknown
  close(): Promise<void> | void
}

/** A contestant that can be opened in an empty folder. */
export interface FileStoreKind {
  readonly name: string
  readonly note?: string | undefined
  open(folder: string): Promise<FileStore>
}
