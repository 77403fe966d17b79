import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type PackageProblem, problemsOf } from './package-problem.ts'

/** A heading, a code block or a paragraph of a Markdown file. */
type Block =
  | { readonly is: 'heading' | 'paragraph'; readonly text: string }
  | { readonly is: 'code'; readonly text: string; readonly language: string }

interface Part {
  readonly what: string
  /** The index of its block, or -1. */
  readonly at: number
}

const report = problemsOf('readme')
const SHELLS = ['console', 'sh', 'shell', 'bash']
const INSTALLS = /\b(?:install|add|npx)\b/

/** Whether the README has the parts that the READMEs of all adapters have, in their order. */
export async function checkReadme(
  folder: string,
  name: string,
): Promise<readonly PackageProblem[]> {
  const file = (await readdir(folder)).find((entry) => /^readme\.md$/i.test(entry))
  const text = file && (await readFile(join(folder, file), 'utf8').catch(() => undefined))
  if (text === undefined) {
    return [report('The package has no README.md.', hintOf(partsOf([], name)))]
  }
  const parts = partsOf(blocksOf(text), name)
  const reached = parts.map((_, index) => Math.max(...parts.slice(0, index).map(({ at }) => at)))
  return parts.flatMap(({ what, at }, index) => {
    if (at < 0) return [report(`README.md lacks ${what}.`, hintOf(parts))]
    if (at > (reached[index] ?? -1)) return []
    return [report(`README.md has ${what} too early.`, hintOf(parts))]
  })
}

function partsOf(blocks: readonly Block[], name: string): readonly Part[] {
  const find = (matches: (block: Block, index: number) => boolean) => blocks.findIndex(matches)
  const section = (title: string): Part => ({
    what: `the section "## ${title}"`,
    at: find(({ is, text }) => is === 'heading' && text === `## ${title}`),
  })
  const install = find((block) => isInstallation(block, name))
  return [
    {
      what: `the heading "# ${name}"`,
      at: find(({ is, text }) => is === 'heading' && text === `# ${name}`),
    },
    { what: 'a sentence that says what it is', at: isSentence(blocks[1]) ? 1 : -1 },
    { what: `a code block that installs ${name}`, at: install },
    {
      what: 'a code block with an example',
      at: find(({ is }, index) => is === 'code' && index !== install),
    },
    ...['Options', 'Capabilities', 'Errors'].map(section),
    {
      what: 'a link to read on, as the last paragraph',
      at: find(
        ({ is, text }, index) =>
          is === 'paragraph' && index === blocks.length - 1 && /\]\([^)]+\)/.test(text),
      ),
    },
  ]
}

function isSentence(block: Block | undefined): boolean {
  return block?.is === 'paragraph' && /^\w.*[.:!]$/s.test(block.text)
}

function isInstallation(block: Block, name: string): boolean {
  if (block.is !== 'code' || !SHELLS.includes(block.language)) return false
  const words = block.text.split(/\s+/)
  return (
    INSTALLS.test(block.text) && words.some((word) => word === name || word === `${name}@latest`)
  )
}

function blocksOf(text: string): readonly Block[] {
  const blocks = /^```(\w*)[^\n]*\n([\s\S]*?)^```[ \t]*$|^#+ .*$|^.*\S.*(?:\n(?!```|#).*\S.*)*$/gm
  return [...text.replaceAll('\r\n', '\n').matchAll(blocks)].map(([whole, language, code]) => {
    if (language !== undefined) return { is: 'code', language, text: code ?? '' }
    return { is: whole.startsWith('#') ? 'heading' : 'paragraph', text: whole.trim() }
  })
}

function hintOf(parts: readonly Part[]): string {
  return `The order is: ${parts.map(({ what }) => what).join(', ')}.`
}
