import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CliError, usageError } from '../cli-error.ts'
import type { CommandDefinition } from '../command.ts'

const TEMPLATES = ['basic', 'multi-tenant']

export default {
  arguments: [{ name: '[FOLDER]', description: 'where, default here', completes: 'host' }],
  options: [
    {
      flags: '--template <name>',
      description: 'basic (default) or multi-tenant',
      completes: TEMPLATES,
    },
    { flags: '--force', description: 'replace a nexus.yaml that is there' },
  ],
  async run({ io, output, globals, confirm }, input) {
    const { templates } = await import('nexusfs')
    const name = input.text('template') ?? 'basic'
    if (name !== 'basic' && name !== 'multi-tenant')
      throw usageError(`There is no template "${name}".`, `Use ${TEMPLATES.join(' or ')}.`)
    const path = resolve(io.cwd, input.arguments[0] ?? '.', 'nexus.yaml')
    const force = input.flag('force')
    if (globals.dryRun)
      return output.document(
        { dryRun: true, action: 'write', path, template: name },
        () => `would write ${output.name(path)}`,
      )
    if (force) await confirm(`Replace ${path}, if it exists?`)
    await writeFile(path, templates[name], { flag: force ? 'w' : 'wx' }).catch((error: unknown) => {
      throw refused(error, path)
    })
    await output.document({ path, template: name }, () => [])
    output.note(`wrote ${path}`)
  },
} satisfies CommandDefinition

function refused(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EEXIST')
    return new CliError('ALREADY_EXISTS', `${path} exists already.`, {
      hint: 'To replace it, add --force.',
    })
  if (code === 'ENOENT')
    return new CliError('NOT_FOUND', `Cannot write ${path}: the folder does not exist.`)
  return error
}
