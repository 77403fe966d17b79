import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { EntryAnswer } from './describe-export.ts'

/** What importing an entry did. */
export interface LoadedEntry {
  /** Absent when the import did not end in time, or ended the thread. */
  readonly answer?: EntryAnswer | undefined
  /** What was written to standard output meanwhile. */
  readonly printed: string
  /** Something that the import started went on when it was over. */
  readonly keptRunning: boolean
}

/** From sources the thread runs from its source too. */
const IS_SOURCE = import.meta.url.endsWith('.ts')
const ENTRY = new URL(IS_SOURCE ? './entry-worker.ts' : './entry-worker.js', import.meta.url)

/**
 * Imports the entry of a package in a thread of its own, so that it is read anew each time and one that hangs or ends
 * its process harms nobody.
 * @param milliseconds - How long the import may take, and what it started may go on.
 */
export async function loadEntry(file: string, milliseconds: number): Promise<LoadedEntry> {
  const worker = new Worker(ENTRY, {
    workerData: { url: pathToFileURL(file).href },
    stdout: true,
    stderr: true,
    ...(IS_SOURCE && { execArgv: ['--conditions=nexusfs-source'] }),
  })
  let answer: EntryAnswer | undefined
  let printed = ''
  let keptRunning = false
  worker.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
  })
  worker.stderr.resume()
  worker.once('message', (message: EntryAnswer) => {
    answer = message
  })
  worker.once('error', (error) => {
    answer ??= { failure: error instanceof Error ? error.message : String(error) }
  })
  const timer = setTimeout(() => {
    keptRunning = true
    void worker.terminate()
  }, milliseconds)
  await new Promise((resolve) => worker.once('exit', resolve))
  clearTimeout(timer)
  return { answer, printed, keptRunning }
}
