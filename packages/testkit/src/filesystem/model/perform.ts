import type { Nexus, RestoreResult, UndoResult, UndoTarget, WriteOptions } from '@nexusfs/core'
import { sha256 } from '@nexusfs/core/kit'
import { BAD_CALLS } from './bad-calls.ts'
import type { FileToWrite, ModelCall, ModelConditions, ModelTarget } from './call.ts'
import type { FilesystemModel } from './model.ts'
import { find } from './tree.ts'

/** What the real call gave. */
export interface Performed {
  /** Ids of what it logged, in order. */
  readonly ids: readonly string[]
  /** Of a batch the time that each item got. */
  readonly times?: readonly number[] | undefined
  readonly undo?: UndoResult | undefined
  readonly restore?: RestoreResult | undefined
}

/** SHA-256 of a text in hex. */
export function etagOf(text: string): string {
  return sha256(new TextEncoder().encode(text))
}

/** Makes a call for real. `model` is as it was before the call. */
export async function perform(
  nx: Nexus,
  model: FilesystemModel,
  call: Exclude<ModelCall, { readonly kind: 'reopen' | 'collect' }>,
): Promise<Performed> {
  const conditions = (path: string, given: ModelConditions) => conditionsAt(model, path, given)
  const one = async (change: Promise<{ readonly operationId: string }>): Promise<Performed> => ({
    ids: [(await change).operationId],
  })
  switch (call.kind) {
    case 'write':
    case 'append':
      return one(nx[call.kind](call.path, call.text, writeOptions(model, call)))
    case 'batch': {
      const items = call.items.map((item) => ({
        path: item.path,
        content: item.text,
        ...writeOptions(model, item),
      }))
      const written = await nx.writeBatch(items)
      return {
        ids: written.map(({ operationId }) => operationId),
        times: written.map(({ modifiedAt }) => modifiedAt),
      }
    }
    case 'edit': {
      const { old, new: replacement, all } = call
      const edits = [{ old, new: replacement, all }]
      return one(nx.edit(call.path, edits, conditions(call.path, call)))
    }
    case 'delete':
      return one(nx.delete(call.path, conditions(call.path, call)))
    case 'mkdir':
      return one(nx.mkdir(call.path, { parents: call.parents, existOk: call.existOk }))
    case 'rmdir':
      return one(nx.rmdir(call.path, { recursive: call.recursive }))
    case 'copy':
    case 'rename': {
      const { from, to, overwrite } = call
      return one(nx[call.kind](from, to, { overwrite, ...conditions(from, call) }))
    }
    case 'metadata':
    case 'tag': {
      const facet = call.kind === 'tag' ? nx.tags : nx.metadata
      const { path, key, value } = call
      const options = conditions(path, call)
      if (value === undefined) return one(facet.remove(path, key, options))
      return one(facet.set(path, key, value, options))
    }
    case 'rollback':
      return one(nx.versions.rollback(call.path, call.version, conditions(call.path, call)))
    case 'undo': {
      const { dryRun, skip, target } = call
      const options = { dryRun, onConflict: skip ? 'skip' : 'fail' } as const
      const undo = await nx.undo(targetOf(model, target), options)
      return { ids: idsOf(undo), undo }
    }
    case 'restore': {
      const at = model.operation(call.back)?.id ?? ''
      const restore = await nx.restore(call.path, { at, dryRun: call.dryRun })
      return { ids: idsOf(restore), restore }
    }
    case 'snapshot':
      return one(nx.snapshots.create(call.path, { name: call.name }))
    case 'forget':
      return one(nx.snapshots.delete(call.name))
    case 'return': {
      const restore = await nx.snapshots.restore(call.name, { dryRun: call.dryRun })
      return { ids: idsOf(restore), restore }
    }
    case 'fork':
      return { ids: idsOf(await nx.snapshots.fork(call.name, call.to)) }
    case 'bad': {
      await badCall(call.index)[1](nx)
      return { ids: [] }
    }
  }
}

/** One of the bad calls. */
export function badCall(index: number) {
  return BAD_CALLS[index % BAD_CALLS.length] as (typeof BAD_CALLS)[number]
}

function idsOf({ operationId }: { readonly operationId?: string | undefined }): string[] {
  return operationId === undefined ? [] : [operationId]
}

function writeOptions(model: FilesystemModel, file: FileToWrite): WriteOptions {
  const { type: contentType, metadata, tags } = file
  return { contentType, metadata, tags, ...conditionsAt(model, file.path, file) }
}

function conditionsAt(model: FilesystemModel, path: string, { match, isNew }: ModelConditions) {
  const there = find(model.tree, path).node
  const present = etagOf(there?.type === 'file' ? there.content.value.text : 'nothing is there')
  const etags = { present, other: etagOf('other'), malformed: 'x' }
  return {
    ...(match !== undefined && { ifMatch: etags[match] }),
    ...(isNew === true && { ifNoneMatch: '*' as const }),
  }
}

function targetOf(model: FilesystemModel, target: ModelTarget): UndoTarget {
  const id = (back: number) => model.operation(back)?.id ?? ''
  switch (target.kind) {
    case 'one':
      return id(target.back)
    case 'list':
      return target.backs.map(id)
    case 'last':
      return { last: target.count }
    case 'run':
      return { run: target.run }
    case 'since':
      return { path: target.path, since: id(target.back) }
  }
}
