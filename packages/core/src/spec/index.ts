/** Contracts and shared types of Nexus, for adapter authors.
 * @packageDocumentation
 */
export * from './backend.ts'
export * from './collections.ts'
export * from './definition.ts'
export * from './hooks.ts'
export * from './json.ts'
export * from './logger.ts'
export * from './node.ts'
export * from './principal.ts'
export * from './source.ts'
export * from './store.ts'
