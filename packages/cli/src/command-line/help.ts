import type { RegisteredCommand } from '../registry.ts'
import { GLOBAL_OPTIONS } from './globals.ts'

/** The overview: every command by group, or those of one noun. */
export function overview(commands: readonly RegisteredCommand[], noun?: string): string {
  const shown = commands.filter(
    ({ name, summary }) =>
      summary !== undefined && (noun === undefined || name.startsWith(`${noun} `)),
  )
  const groups = [...new Set(shown.map(({ group }) => group))]
  const sections = groups.map((group) => {
    const rows = shown.filter((command) => command.group === group)
    return section(
      group,
      rows.map(({ name, summary = '' }) => [name, summary]),
    )
  })
  const globals = section(
    'Global options',
    GLOBAL_OPTIONS.map(({ flags, description }) => [flags, description]),
  )
  return `${[HEAD, ...sections, ...(noun === undefined ? [globals, FOOT] : [])].join('\n\n')}\n`
}

const HEAD = `Usage: nexus COMMAND [ARGUMENTS] [OPTIONS]`
const FOOT = `Each global option has an environment variable, such as NEXUS_DATA_DIR.
Paths are absolute in the tree; "cp" and "sync" write them nx:/path.
"nexus COMMAND --help" shows how a command is used.`

function section(title: string, rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  return [`${title}:`, ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)].join('\n')
}
