import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../kit/workspace.ts'

/** Splits a workflow of GitHub Actions into the text of its jobs, by name. */
export function jobsOf(workflow: string): Readonly<Record<string, string>> {
  const [, jobs = ''] = workflow.split(/^jobs:\n/m)
  const parts = jobs.split(/^ {2}(\w+):\n/m).slice(1)
  return Object.fromEntries(
    parts.flatMap((name, index) => (index % 2 === 0 ? [[name, parts[index + 1] ?? '']] : [])),
  )
}

/** The environment in which the release workflow publishes. */
export function publishEnvironment(): Readonly<Record<string, string>> {
  const { publish = '' } = jobsOf(readFileSync(join(root, '.github/workflows/release.yml'), 'utf8'))
  const [, block = ''] = /env:\n((?: {10}.*\n)+) {8}run: npm run release/.exec(publish) ?? []
  return Object.fromEntries(
    [...block.matchAll(/^ +(\w+): "(.*)"$/gm)].map(([, name = '', value = '']) => [name, value]),
  )
}
