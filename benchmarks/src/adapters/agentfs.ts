/** agentfs-sdk: a file system for agents in one SQLite file. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { FileStore, FileStoreKind } from './file-store.ts'

/** Loaded when opened: its native part is not there for every platform. */
export const agentfsFiles: FileStoreKind = {
  name: 'agentfs-sdk',
  note: 'durability as it ships',
  async open(folder): Promise<FileStore> {
    mkdirSync(folder, { recursive: true })
    const { AgentFS } = await import('agentfs-sdk')
    const agent = await AgentFS.open({ path: join(folder, 'agent.db') })
    return {
      write: (name, bytes) => agent.fs.writeFile(`/${name}`, Buffer.from(bytes)),
      read: (name) => agent.fs.readFile(`/${name}`),
      remove: (name) => agent.fs.unlink(`/${name}`),
      close: () => agent.close(),
    }
  },
}
