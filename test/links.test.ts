import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from './kit/workspace.ts'

const documents = globSync(
  '{*.md,docs/**/*.md,packages/*/README.md,plugins/*/README.md,examples/*/README.md,benchmarks/*.md}',
  {
    cwd: root,
    exclude: ['docs/api/**', '**/node_modules/**'],
  },
).sort()

const withoutCode = (text: string) =>
  text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')

const anchorsOf = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    anchorOf(heading),
  )

it('there are documents', () => {
  expect(documents).toContain('README.md')
  expect(documents.length).toBeGreaterThan(8)
})

it.each(documents)('%s links only to what exists', (document) => {
  const text = withoutCode(readFileSync(join(root, document), 'utf8'))
  const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? join(root, document) : join(root, dirname(document), path)
      if (!existsSync(file)) return true
      return anchor !== undefined && !anchorsOf(file).includes(anchor)
    })
  expect(broken).toEqual([])
})
