import type { Context } from '../command.ts'
import { ProgressBar, type ShownProgress } from './progress-bar.ts'

/** Runs something long, with a line on a terminal that shows how far it is. `unit` names what is counted, in the plural. */
export async function withProgress<Result>(
  { io, output }: Context,
  unit: string,
  action: (onProgress: ((progress: ShownProgress) => void) | undefined) => Promise<Result>,
): Promise<Result> {
  const bar = output.showsProgress ? new ProgressBar(io, unit) : undefined
  try {
    return await action(bar && ((progress) => bar.update(progress)))
  } finally {
    bar?.clear()
  }
}
