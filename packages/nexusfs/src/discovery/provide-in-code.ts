import { createRegistry, type Definition } from '@nexusfs/core'
import type { Provided } from './types.ts'

/** A definition that the program gave, and how it is listed. */
export interface ProvidedInCode {
  readonly row: Provided
  readonly definition: Definition
}

/** Lists definitions made in code; what is none is left out, since `connect` refuses it. */
export function provideInCode(definitions: readonly Definition[]): readonly ProvidedInCode[] {
  return definitions.filter(isDefinition).map((definition) => ({
    row: {
      ...namesOf(definition),
      ...{ kind: definition.kind, apiVersion: definition.apiVersion },
      ...{ package: '', folder: '', entry: '', tier: 'code' },
    },
    definition,
  }))
}

function isDefinition(definition: Definition): boolean {
  try {
    createRegistry([definition])
    return true
  } catch {
    // See above.
    return false
  }
}

function namesOf(definition: Definition): Pick<Provided, 'type' | 'title' | 'version' | 'hooks'> {
  if (definition.kind !== 'plugin')
    return { type: definition.type, title: definition.title, version: '' }
  const { name, description, version, hooks = {} } = definition
  return { type: name, title: description, version, hooks: Object.keys(hooks) }
}
