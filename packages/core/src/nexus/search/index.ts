export { type GlobOptions, globEntries, type TreeReader } from './glob-entries.ts'
export { type ContentReader, grepFiles } from './grep-files.ts'
