import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Nexus } from 'nexusfs'
import { expect, onTestFinished, test } from 'vitest'
import contentPolicy from '../src/index.ts'
import { vetoOf } from './world.ts'

/** Opens what a nexus.yaml says. */
async function connectWith(yaml: string): Promise<Nexus> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-policy-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'nexus.yaml'), yaml)
  const around = { cwd: folder, home: folder, env: {} }
  return connect({ definitions: [contentPolicy] }, around)
}

test('rules stand in nexus.yaml', async () => {
  const nx = await connectWith(`plugins:
  - name: content-policy
    config:
      rules:
        - name: documents
          paths: [/docs/**]
          types: [text/*]
          size: 10
        - secrets: [private-key]
          patterns: { badge: 'BADGE-\\d+' }
`)
  await nx.write('/docs/a.md', 'short')
  expect(await vetoOf(nx.write('/docs/b.md', 'far too long'))).toContain(
    'rule "documents" allows 10',
  )
  expect(await vetoOf(nx.write('/a', 'BADGE-7'))).toContain('rule 2 refuses secrets')
  await nx.close()
})

test('every problem of the rules is told with its line, before anything is opened', async () => {
  const opening = connectWith(`plugins:
  - name: content-policy
    config:
      rules:
        - size: many
        - forbid: true
          paths: [docs]
`)
  await expect(opening).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(/nexus\.yaml:5.*size.*nexus\.yaml:7.*paths/s),
  })
})

test('a plugin that is switched off vetoes nothing', async () => {
  const nx = await connectWith(`plugins:
  - name: content-policy
    enabled: false
    config: { rules: [{ forbid: true }] }
`)
  await nx.write('/a', '')
  expect(await nx.plugins.list()).toEqual([])
  await nx.close()
})
