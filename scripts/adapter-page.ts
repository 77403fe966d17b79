import { describePackage, type Provided } from 'nexusfs'

type Option = NonNullable<ReturnType<typeof describePackage>['options']>[number]

/** Where a kind stands in nexus.yaml, indented as its options are. */
const PLACES: Readonly<Record<string, (type: string) => string>> = {
  backend: (type) =>
    `backends:\n  - type: ${type}\n    mount_point: /external/${type}\n    config:`,
  store: (type) => `store:\n  type: ${type}\n  config:`,
  plugin: (type) => `plugins:\n  - name: ${type}\n    config:`,
}

/** Writes the page of an adapter or plugin in Markdown, from its manifest and the schema of its options. */
export function adapterPage(provided: Provided): string {
  const { kind, type, title, hooks = [], package: name } = provided
  const { description = title, options = [] } = describePackage(provided)
  const parts = [
    `---\ntitle: ${JSON.stringify(`${title} (${kind} ${type})`)}\ngroup: Adapters and plugins\n---`,
    `# ${title}`,
    `${description}. The ${kind} type \`${type}\`, in the package \`${name}\`.`,
    `\`\`\`console\nnpm install ${name}\n\`\`\``,
    ...configuration(kind, type, options),
    ...(kind === 'backend' ? [layouts(type)] : []),
    ...(options.length > 0 ? ['## Options', tableOf(options)] : []),
    ...(hooks.length > 0 ? ['## Hooks', hooks.map((hook) => `- \`${hook}\``).join('\n')] : []),
    `Capabilities, errors and an example are in the module \`${name}\`.`,
  ]
  return `${parts.join('\n\n')}\n`
}

/** What has to be in nexus.yaml: the place, and the options that have no default. */
function configuration(kind: string, type: string, options: readonly Option[]): readonly string[] {
  const place = PLACES[kind]?.(type)
  if (place === undefined) return []
  const indent = ' '.repeat(
    / *$/.exec(place.slice(0, place.lastIndexOf('config')))?.[0].length ?? 0,
  )
  const needed = options.filter(({ name, required }) => required && !name.includes('.'))
  const lines = needed.map((option) => `\n${indent}  ${option.name}: … # ${option.type}`)
  const text = needed.length > 0 ? place + lines.join('') : place.replace(/\n *config:$/, '')
  return [`\`\`\`yaml\n${text}\n\`\`\``]
}

function layouts(type: string): string {
  return `So content lies there by its hash. \`type: ${type}_connector\` shows the files that are there, under their own names.`
}

function tableOf(options: readonly Option[]): string {
  const rows = options.map(({ name, type, required, default: value, description = '' }) => {
    const initial = required
      ? 'required'
      : value === undefined
        ? 'none'
        : `\`${JSON.stringify(value)}\``
    return `| ${[`\`${name}\``, type, initial, description].map(cell).join(' | ')} |`
  })
  return ['| option | type | default | meaning |', '|---|---|---|---|', ...rows].join('\n')
}

function cell(text: string): string {
  // A "<name>" in a text is no element.
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ')
}
