export { checkPrincipal, type Narrowing, narrowPrincipal, subjectOf } from './principal.ts'
export { seesAllBelow } from './sees-all-below.ts'
export {
  checkStructure,
  type Intent,
  isStructural,
  isVisible,
  structuralChildren,
} from './structure.ts'
