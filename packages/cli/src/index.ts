/** The `nexus` command, to be run inside another program or a test.
 * @packageDocumentation
 */
export type { InputStream, Io, OpenOptions, OutputStream } from './io.ts'
export { main } from './main.ts'
