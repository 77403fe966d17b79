import type { ErrorCode } from '@nexusfs/core'
import { CliError } from './cli-error.ts'

/** Runs something whose errors of one code tell the next step in terms of the library, and tells it in terms of the command. */
export async function withHint<Result>(
  code: ErrorCode,
  hint: string,
  action: () => Promise<Result>,
): Promise<Result> {
  try {
    return await action()
  } catch (error) {
    if (!(error instanceof Error) || (error as Partial<CliError>).code !== code) throw error
    const { message, path } = error as Error & { readonly path?: string }
    throw Object.assign(new CliError(code, message, { hint, cause: error }), { path })
  }
}
