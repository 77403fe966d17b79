export {
  createRegistry,
  type Definition,
  type DefinitionKind,
  type DefinitionOf,
  type Registry,
} from './registry.ts'
