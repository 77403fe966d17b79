/** Makes packages for Nexus.
 * @packageDocumentation
 */
export type { Answers, Kind } from './answers.ts'
export { CreateError } from './create-error.ts'
export { createPackage } from './create-package.ts'
export { type MainIo, main } from './main.ts'
