import { usageError } from '../cli-error.ts'
import type { CommandDefinition } from '../command.ts'
import { treePath } from '../tree-path.ts'

export default {
  details: `Prints a signed address of a file's bytes, which whoever has it may use until it expires, without further checks.`,
  arguments: [{ name: 'PATH', description: 'file', completes: 'tree' }],
  options: [
    {
      flags: '--expires <seconds>',
      description: 'how long it holds, default 3600, at most 604800',
      type: 'number',
    },
    {
      flags: '--method <method>',
      description: 'GET (default), or PUT to upload, in layout path',
      completes: ['GET', 'PUT'],
    },
    { flags: '--content-type <type>', description: 'media type of the answer, or of the upload' },
  ],
  async run({ open, output, signal }, input) {
    const path = treePath(input.argument(0))
    const method = input.text('method')?.toUpperCase() ?? 'GET'
    if (method !== 'GET' && method !== 'PUT')
      throw usageError('--method is neither GET nor PUT.', 'Write --method GET.')
    const expiresIn = input.number('expires') ?? 3600
    const contentType = input.text('content-type')
    const nexus = await open()
    const url = await nexus.url(path, { method, expiresIn, contentType, signal })
    await output.document({ path, method, expiresIn, url }, () => url)
  },
} satisfies CommandDefinition
