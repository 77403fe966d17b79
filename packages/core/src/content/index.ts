export { type AppendState, AppendStates, joinRuns, type Run } from './append-states.ts'
export { ContentBackends, MARKER_KEY } from './backends.ts'
export { createBucket } from './bucket.ts'
export type { Readable as ReadableFile } from './content-pieces.ts'
export { readRange, readWhole, streamRange } from './content-reader.ts'
export {
  type ContentTarget,
  type PreparedContent,
  prepareContent,
  prepareInline,
} from './content-writer.ts'
export type { ContentContext } from './context.ts'
export { stoppable } from './guarded-source.ts'
export { objectKey } from './object-key.ts'
