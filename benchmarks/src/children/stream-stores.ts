/** Contestants that take and give streams. */
import { createReadStream } from 'node:fs'
import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { syncDirectory } from '../adapters/raw-files.ts'

/** An opened contestant of the stream tables. */
export interface StreamStore {
  write(source: Readable, size: number): Promise<void>
  read(): AsyncIterable<Uint8Array>
  close(): Promise<void>
}

/** Each loads its own library only, so that the others do not count towards its memory. */
export const streamStores: Readonly<Record<string, (folder: string) => Promise<StreamStore>>> = {
  nexus: openNexusStream,
  'raw files, durable': (folder) => openRaw(folder, true),
  'raw files, no fsync': (folder) => openRaw(folder, false),
  cacache: openCacache,
  'flydrive (fs)': openFlydrive,
}

async function openNexusStream(folder: string): Promise<StreamStore> {
  const { openNexus } = await import('../adapters/nexus.ts')
  const nexus = await openNexus(folder)
  const path = '/shared/bench/large.bin'
  return {
    async write(source) {
      await nexus.write(path, source)
    },
    read: () => nexus.readStream(path),
    close: () => nexus.close(),
  }
}

async function openRaw(folder: string, durable: boolean): Promise<StreamStore> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'large.bin')
  return {
    async write(source) {
      const file = await open(`${path}.tmp`, 'w')
      for await (const chunk of source) await file.write(chunk)
      if (durable) await file.sync()
      await file.close()
      await rename(`${path}.tmp`, path)
      if (durable) syncDirectory(folder)
    },
    read: () => createReadStream(path),
    async close() {},
  }
}

async function openCacache(folder: string): Promise<StreamStore> {
  const { default: cacache } = await import('cacache')
  return {
    write: (source) => pipeline(source, cacache.put.stream(folder, 'large')),
    read: () => cacache.get.stream(folder, 'large') as AsyncIterable<Uint8Array>,
    async close() {},
  }
}

async function openFlydrive(folder: string): Promise<StreamStore> {
  const { Disk } = await import('flydrive')
  const { FSDriver } = await import('flydrive/drivers/fs')
  await mkdir(folder, { recursive: true })
  const disk = new Disk(new FSDriver({ location: folder, visibility: 'private' }))
  return {
    write: (source, size) => disk.putStream('large.bin', source, { contentLength: size }),
    async *read() {
      yield* await disk.getStream('large.bin')
    },
    async close() {},
  }
}
