export { checkPrincipal, type Narrowing, narrowPrincipal, subjectOf } from './principal.ts'
export {
  checkStructure,
  type Intent,
  isStructural,
  isVisible,
  structuralChildren,
} from './structure.ts'
