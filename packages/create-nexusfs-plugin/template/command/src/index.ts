export { command as default } from './command.ts'
export type { __Type__Config } from './options.ts'
