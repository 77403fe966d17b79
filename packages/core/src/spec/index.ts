/** Contracts and shared types of Nexus, for adapter authors.
 * @packageDocumentation
 */
export * from './backend.ts'
export * from './clock.ts'
export * from './collections.ts'
export * from './commit.ts'
export * from './content.ts'
export * from './definition.ts'
export * from './hooks.ts'
export * from './json.ts'
export * from './logger.ts'
export * from './node.ts'
export * from './operation.ts'
export * from './page.ts'
export * from './principal.ts'
export * from './record.ts'
export * from './source.ts'
export * from './store.ts'
