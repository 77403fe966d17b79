import type { Provided } from 'nexusfs'

/** The file name of the page of an adapter or plugin. */
export function pageName({ kind, type }: Pick<Provided, 'kind' | 'type'>): string {
  return `${kind}-${type}.md`
}

/** Writes the first page of the reference in Markdown: what there is to read, and the adapters and plugins. */
export function referenceHome(provided: readonly Provided[]): string {
  const rows = provided.map((one) => {
    const { kind, type, title, package: name } = one
    return `| ${kind} | [\`${type}\`](adapters/${pageName(one)}) | ${title} | \`${name}\` |`
  })
  return `# Nexus

Every package with its exported names, every adapter and plugin with its options, and the guides. A package's page is its README.

## Adapters and plugins

| kind | type | | package |
|---|---|---|---|
${rows.join('\n')}
`
}
