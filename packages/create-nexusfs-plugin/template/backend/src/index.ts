export { create__Type__Backend } from './backend.ts'
export { backend as default } from './definition.ts'
export type { __Type__Options } from './options.ts'
