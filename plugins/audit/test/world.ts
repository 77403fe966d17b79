import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createMemoryBackend,
  createMemoryStore,
  createNexus,
  type MetadataStore,
  type Nexus,
  type NexusOptions,
} from '@nexusfs/core'
import { onTestFinished } from 'vitest'
import audit, { type AuditLine } from '../src/index.ts'

/** A folder of the host, removed when the test ends. */
export async function hostFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-audit-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A handle that is audited, closed when the test ends. */
export async function openAudited(
  config: object,
  options: Partial<NexusOptions> = {},
): Promise<Nexus> {
  const nexus = await createNexus({
    store: createMemoryStore(),
    backend: createMemoryBackend(),
    plugins: [{ plugin: audit, config }],
    ...options,
  })
  onTestFinished(() => nexus.close())
  return nexus
}

/** A handle on a store without any plugin. */
export async function openPlain(
  store: MetadataStore,
  options: Partial<NexusOptions> = {},
): Promise<Nexus> {
  const nexus = await createNexus({
    store,
    backend: createMemoryBackend(),
    ownsAdapters: false,
    ...options,
  })
  onTestFinished(() => nexus.close())
  return nexus
}

/** Lines of text, parsed. */
export function parse(text: string): readonly AuditLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

/** Lines of a host file. */
export async function linesOf(file: string): Promise<readonly AuditLine[]> {
  return parse(await readFile(file, 'utf8'))
}

/** Files of a log, the oldest first. */
export async function filesOf(folder: string): Promise<readonly string[]> {
  const ageOf = (name: string) => Number(name.split('.').at(2) ?? 0)
  const names = await readdir(folder)
  return names.sort((a, b) => ageOf(b) - ageOf(a)).map((name) => join(folder, name))
}

/** Ids of all operations, oldest first. */
export async function idsOf(nexus: Nexus): Promise<readonly string[]> {
  const operations = await nexus.operations.list().toArray()
  return operations.map(({ id }) => id).reverse()
}
