export { canonicalJson } from './canonical-json.ts'
export { findPaths } from './node-paths.ts'
export { nodeChanges, type OperationChanges, operationChanges } from './operation-changes.ts'
export {
  facetsOf,
  type NodeChange,
  type PathOf,
  type TreeChange,
  type TreeChangeSide,
  treeChanges,
} from './tree-change.ts'
