/** Whether a process answers while it does something large. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'

/** The longest of each, in milliseconds. */
export interface Meanwhile {
  /** That the event loop was held. */
  readonly loop: number
  /** That a read took; NaN when none was served. */
  readonly read: number
}

/** Does the work, and reads again and again until it is done. */
export async function readMeanwhile(
  work: () => Promise<unknown>,
  read: () => Promise<unknown>,
): Promise<Meanwhile> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  let longest = Number.NaN
  let isDone = false
  const working = work().finally(() => {
    isDone = true
  })
  while (!isDone) {
    const start = performance.now()
    await read()
    const milliseconds = performance.now() - start
    if (!isDone && !(milliseconds < longest)) longest = milliseconds
    await pause(1)
  }
  await working
  delay.disable()
  return { loop: delay.max / 1e6, read: longest }
}
