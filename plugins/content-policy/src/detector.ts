import { RE2JS } from 're2js'
import { SECRETS } from './secrets.ts'

/** Finds something in text: its index at or after one, or -1. */
export type Find = (text: string, from: number) => number

/** A kind of secret that is looked for. */
export interface Detector {
  readonly name: string
  readonly find: Find
}

/** An expression that the user gave; it takes linear time, whatever it is. @throws when it is none. */
export function compileExpression(source: string): Find {
  const pattern = RE2JS.compile(source)
  return (text, from) => {
    const matcher = pattern.matcher(text)
    return matcher.find(from) ? matcher.start() : -1
  }
}

/** Detectors of known secrets: all, or those of the names. */
export function knownDetectors(names: true | readonly string[]): readonly Detector[] {
  const wanted = SECRETS.filter(({ name }) => names === true || names.includes(name))
  return wanted.map(({ name, expression }) => ({ name, find: finder(expression) }))
}

function finder({ source }: RegExp): Find {
  const expression = new RegExp(source, 'g')
  return (text, from) => {
    expression.lastIndex = from
    return expression.exec(text)?.index ?? -1
  }
}
