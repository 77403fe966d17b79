/** The public surface of a handle. */
export type * from './fs/types.ts'
export type * from './types/changes.ts'
export type * from './types/facets.ts'
export type * from './types/handle.ts'
export type * from './types/listings.ts'
export type * from './types/options.ts'
