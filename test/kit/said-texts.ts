import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { root } from './workspace.ts'

/** What a file can say to a user, and the words of the provider that it knows. */
export interface SaidTexts {
  /** Texts of three words or more; of one with values in it, what stands between them. */
  readonly texts: readonly string[]
  /** Names in tables such as `NoSuchBucket`, `kms:KeyNotFound` or `ENOSPC`. */
  readonly names: readonly string[]
  /** Texts that may be error codes, such as `NO_SPACE`. */
  readonly codes: readonly string[]
}

/** Parameters of calls that look like names of the provider. */
const NO_NAMES = new Set(['MaxKeys'])
const PROVIDER_NAME = /^(?:[A-Z][a-z]\w*[A-Z]\w*|[\w]+[.:][A-Z]\w+|E[A-Z]{3,}\w*)$/

/** Reads a source file of the workspace without running it. */
export function saidTexts(file: string): SaidTexts {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(root, file), 'utf8'),
    ts.ScriptTarget.Latest,
  )
  const found: string[] = []
  const names: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return
    if (ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node)) found.push(node.text)
    if (ts.isPropertyAssignment(node) && !ts.isComputedPropertyName(node.name))
      names.push(node.name.getText(source).replaceAll("'", ''))
    ts.forEachChild(node, visit)
  }
  visit(source)
  return {
    texts: found
      .map((text) => text.replace(/^[\s:.]+|[\s(]+$/g, ''))
      .filter((text) => text.split(/\s+/).length > 2),
    names: names.filter((name) => PROVIDER_NAME.test(name) && !NO_NAMES.has(name)),
    codes: found.filter((text) => /^[A-Z]+(?:_[A-Z]+)*$/.test(text)),
  }
}
