import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { valid } from 'semver'
import { type PackageProblem, problemsOf } from './package-problem.ts'

/** An object of JSON whose members have not been looked at. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a value is an object that is no list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const report = problemsOf('package')

/** The package.json of a folder, or why there is none. */
export async function readPackageJson(
  folder: string,
): Promise<{ readonly packageJson: JsonObject } | { readonly problem: PackageProblem }> {
  const file = join(folder, 'package.json')
  const unreadable = (reason: string): { readonly problem: PackageProblem } => ({
    problem: report(
      `${file} cannot be read: ${reason}.`,
      'Give the folder of a package, the one that holds its package.json.',
    ),
  })
  try {
    const packageJson = JSON.parse(await readFile(file, 'utf8')) as unknown
    return isObject(packageJson) ? { packageJson } : unreadable('it holds no object')
  } catch (error) {
    return unreadable(error instanceof Error ? error.message : String(error))
  }
}

/** What a package.json must say, whatever the package provides. */
export function checkPackageJson(packageJson: JsonObject): readonly PackageProblem[] {
  const { name, version, description, license, type, keywords } = packageJson
  const problems: PackageProblem[] = []
  const expect = (fine: boolean, problem: string, hint: string): void => {
    if (!fine) problems.push(report(problem, hint))
  }
  expect(isText(name), 'package.json has no name.', 'Add "name".')
  expect(
    typeof version === 'string' && valid(version) !== null,
    `package.json has no usable version: ${JSON.stringify(version)}.`,
    'Add "version", such as "0.1.0".',
  )
  expect(isText(description), 'package.json has no description.', 'Say in a sentence what it is.')
  expect(isText(license), 'package.json names no license.', 'Add "license", such as "MIT".')
  expect(
    type === 'module',
    `package.json has "type": ${JSON.stringify(type)}.`,
    'Set "type": "module": packages for Nexus are ES modules.',
  )
  expect(
    Array.isArray(keywords) && keywords.includes('nexusfs-plugin'),
    'package.json has not the keyword "nexusfs-plugin".',
    'Add it to "keywords": `nexus plugins search` finds packages by it.',
  )
  return problems
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}
