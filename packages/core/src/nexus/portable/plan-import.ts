import { setImmediate as others } from 'node:timers/promises'
import type { PreparedContent } from '../../content/index.ts'
import { NexusError } from '../../errors/index.ts'
import { throwIfAborted } from '../../kit/index.ts'
import type { VirtualPath } from '../../path/index.ts'
import type { Mutation, NodeRow, StructuralProblem } from '../../spec/index.ts'
import {
  absentGuards,
  BatchDirectories,
  type Guard,
  isADirectory,
  type ParentPlan,
  type Plan,
  type TreeContext,
} from '../../trees/managed/index.ts'
import type { Located } from '../session.ts'
import type { ImportConflict, ImportResult } from '../types.ts'
import { attributesOf, type Decision, decide } from './decide.ts'
import { FreeNames } from './free-name.ts'
import type { ImportLine } from './import-line.ts'
import { ofLine } from './line-error.ts'

/** Lines after which others run. */
const STRETCH = 500

/** What an import is planned with. */
export interface ImportPlanning {
  readonly context: TreeContext
  readonly lines: readonly ImportLine[]
  readonly mode: ImportConflict
  readonly dryRun: boolean
  readonly createdBy: string | undefined
  readonly signal: AbortSignal | undefined
}

/** A planned import. */
export interface ImportPlan extends Plan {
  readonly counts: Omit<ImportResult, 'operationId'>
  /** Files that get content: where, the line, and the index of the mutation. */
  readonly files: readonly {
    readonly place: Located
    readonly line: ImportLine
    readonly mutation: number
  }[]
}

/** Plans the lines, all of one space, from what is there now. @throws errors that name the line. */
export async function planImport(planning: ImportPlanning): Promise<ImportPlan> {
  const planner = new Planner(planning)
  for (const [index, line] of planning.lines.entries()) {
    if (index % STRETCH === 0) {
      throwIfAborted(planning.signal)
      await others()
    }
    try {
      if (!planner.addToMade(line)) await planner.add(line)
    } catch (error) {
      throw ofLine(line.line.number, error)
    }
  }
  return planner.plan()
}

class Planner {
  readonly #planning: ImportPlanning
  readonly #space: string
  readonly #directories: BatchDirectories
  readonly #names: FreeNames
  readonly #contents = new Map<PreparedContent, number>()
  readonly #mutations: Mutation[] = []
  readonly #guards: Guard[] = []
  readonly #guarded = new Set<ParentPlan['missing']>()
  readonly #files: ImportPlan['files'][number][] = []
  readonly #counts: Record<'imported' | 'overwritten' | 'remapped' | 'skipped', number> = {
    imported: 0,
    overwritten: 0,
    remapped: 0,
    skipped: 0,
  }

  constructor(planning: ImportPlanning) {
    const { context, createdBy, lines } = planning
    this.#planning = planning
    this.#space = lines[0]?.place.space ?? ''
    this.#directories = new BatchDirectories(context, this.#space, createdBy)
    this.#names = new FreeNames(() => new Set(lines.map(({ place }) => place.path.text)))
  }

  /** Adds a line into a directory that the import makes, where nothing is to be looked up; `false` where it does not. */
  addToMade(line: ImportLine): boolean {
    const parents = this.#directories.find(line.place.path)
    if (parents === undefined || parents.known !== undefined) return false
    this.#count('create')
    this.#put(line, line.place.path, parents, undefined)
    return true
  }

  async add(line: ImportLine): Promise<void> {
    const parents = await this.#parentsOf(line.place.path)
    const there = await this.#childOf(parents, line.place.path)
    const decision = decide(this.#planning.mode, line.line, there)
    if (decision === 'refuse') throw isADirectory(line.place.path)
    this.#count(decision)
    if (decision === 'skip') return
    if (decision === 'remap') await this.#remap(line, parents)
    else if (decision === 'attributes') this.#giveAttributes(line, there as NodeRow)
    else this.#put(line, line.place.path, parents, there)
  }

  plan(): ImportPlan {
    return {
      guards: this.#guards,
      mutations: this.#mutations,
      refuse: (problem, index) => this.#refusal(problem, index),
      counts: this.#counts,
      files: this.#files,
    }
  }

  async #remap(line: ImportLine, parents: ParentPlan): Promise<void> {
    const isFree = async (path: VirtualPath) => (await this.#childOf(parents, path)) === undefined
    const path = await this.#names.next(line.place.path, isFree)
    this.#put(line, path, await this.#parentsOf(path), undefined)
  }

  #put(line: ImportLine, path: VirtualPath, parents: ParentPlan, there: NodeRow | undefined): void {
    this.#guard(path, parents, there)
    const attributes = attributesOf(line.line, there)
    const { contentType, createdAt, modifiedAt } = line.line
    const content = this.#contentOf(line)
    const mutation = this.#mutations.length
    this.#mutations.push({
      kind: 'put',
      parent: parents.parent,
      name: path.segments.at(-1) as string,
      id: this.#planning.context.newId(),
      content,
      contentType,
      attributes,
      modifiedAt,
      createdAt,
      createdBy: this.#planning.createdBy,
    })
    const place = path === line.place.path ? line.place : { ...line.place, path }
    this.#files.push({ place, line, mutation })
  }

  #giveAttributes(line: ImportLine, there: NodeRow): void {
    this.#guards.push({ condition: { kind: 'unchanged', node: there.id, from: there.from } })
    const attributes = attributesOf(line.line, there)
    this.#mutations.push({ kind: 'attributes', node: there.id, attributes })
  }

  /** What was seen at the path must still be so when the commit is made. */
  #guard(path: VirtualPath, parents: ParentPlan, there: NodeRow | undefined): void {
    if (there !== undefined) {
      this.#guards.push({ condition: { kind: 'unchanged', node: there.id, from: there.from } })
      return
    }
    if (parents.known === undefined) {
      if (this.#guarded.has(parents.missing)) return
      this.#guarded.add(parents.missing)
    }
    this.#guards.push(...absentGuards(path, parents).map(({ condition }) => ({ condition })))
  }

  #contentOf({ content }: ImportLine): number | { readonly mutation: number } {
    if (this.#planning.dryRun) return 0
    if (content === undefined) throw changedMeanwhile()
    if (content.reference !== undefined) return content.reference
    let mutation = this.#contents.get(content)
    if (mutation === undefined) {
      this.#mutations.push(...content.mutations)
      mutation = this.#mutations.length - 1
      this.#contents.set(content, mutation)
    }
    return { mutation }
  }

  async #parentsOf(path: VirtualPath): Promise<ParentPlan> {
    const plan = await this.#directories.planAbove(path, this.#mutations.length)
    this.#mutations.push(...plan.mutations)
    return plan
  }

  async #childOf({ known }: ParentPlan, path: VirtualPath): Promise<NodeRow | undefined> {
    if (known === undefined) return undefined
    const name = path.segments.at(-1) as string
    return (await this.#planning.context.store.lookup(this.#space, known, name))?.node
  }

  #count(decision: Decision): void {
    if (decision === 'create') this.#counts.imported += 1
    else if (decision === 'remap') this.#counts.remapped += 1
    else if (decision === 'skip') this.#counts.skipped += 1
    else this.#counts.overwritten += 1
  }

  /** Names that others took meanwhile are planned anew; content that went is not there any more. */
  #refusal(problem: StructuralProblem, index: number): NexusError | undefined {
    if (problem !== 'contentMissing') return undefined
    const line = this.#files.find(({ mutation }) => mutation === index)?.line
    return ofLine(line?.line.number ?? 0, contentGone(line)) as NexusError
  }
}

function changedMeanwhile(): NexusError {
  return new NexusError('BUSY', 'others changed what is there while the import was read.', {
    hint: 'Import again.',
  })
}

function contentGone(line: ImportLine | undefined): NexusError {
  return new NexusError(
    'NOT_FOUND',
    'its content was collected or found damaged while the import was made.',
    { path: line?.place.path.text, hint: 'Import again, with content.' },
  )
}
