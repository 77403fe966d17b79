export type { __Type__Config } from './options.ts'
export { plugin as default } from './plugin.ts'
