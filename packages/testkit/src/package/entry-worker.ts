import { parentPort, workerData } from 'node:worker_threads'
import { describeExport, type EntryAnswer } from './describe-export.ts'

const { url } = workerData as { readonly url: string }

async function inspect(): Promise<EntryAnswer> {
  try {
    const module = (await import(url)) as Readonly<Record<string, unknown>>
    return { exported: describeExport(module.default) }
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

// Not awaited here: an import that never settles ends the thread without a word.
void inspect().then((answer) => parentPort?.postMessage(answer))
