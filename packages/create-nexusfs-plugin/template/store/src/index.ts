export { store as default } from './definition.ts'
export type { __Type__Options } from './options.ts'
export { create__Type__Store } from './store.ts'
