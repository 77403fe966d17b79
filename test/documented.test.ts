import { join } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { publishedPackages } from '../scripts/published.ts'
import { root } from './kit/workspace.ts'

const entries = publishedPackages().flatMap(({ name, folder, entries: sources }) =>
  Object.values(sources).map((source) => ({ name, file: join(root, folder, source) })),
)

const configuration = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile)
const { options } = ts.parseJsonConfigFileContent(configuration.config, ts.sys, root)
const program = ts.createProgram(
  entries.map(({ file }) => file),
  options,
)
const checker = program.getTypeChecker()

const aliased = (symbol: ts.Symbol) =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol

it.each(entries)('every name that $file exports says what it is', ({ file }) => {
  const source = program.getSourceFile(file)
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source)
  const names = module === undefined ? [] : checker.getExportsOfModule(module)
  const silent = names
    .map(aliased)
    .filter((symbol) => symbol.getDocumentationComment(checker).length === 0)
  expect(silent.map(({ name }) => name)).toEqual([])
})
