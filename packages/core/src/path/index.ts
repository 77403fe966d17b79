export {
  type CustomNamespace,
  createNamespaces,
  type Namespace,
  type Namespaces,
} from './namespaces.ts'
export { DEFAULT_SPACE, spaceOf } from './space-of.ts'
export {
  childPath,
  isTooLong,
  isWithin,
  MAX_DEPTH,
  MAX_PATH_BYTES,
  MAX_SEGMENT_BYTES,
  parentPath,
  parsePath,
  pathOf,
  ROOT_PATH,
  type VirtualPath,
} from './virtual-path.ts'
