import { isNexusError, NexusError } from '../../errors/index.ts'

export const LINE_HINT = 'Give JSON Lines as exportMetadata() writes them.'

/** What is wrong with a line of an import. */
export function invalidLine(line: number, problem: string): NexusError {
  return new NexusError('INVALID_ARGUMENT', `Line ${line}: ${problem}`, { hint: LINE_HINT })
}

/** The same error, naming the line that it is about; nothing of the import was made. */
export function ofLine(line: number, error: unknown): unknown {
  if (!isNexusError(error)) return error
  const { code, message, path, hint, etag } = error
  return new NexusError(code, `Line ${line}: ${message}`, { path, hint, etag, cause: error })
}
