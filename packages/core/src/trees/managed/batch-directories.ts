import type { VirtualPath } from '../../path/index.ts'
import type { TreeContext } from './context.ts'
import { isADirectory, notADirectory } from './find.ts'
import { makeBelow, type ParentPlan, planDirectory } from './parents.ts'

/**
 * The directories that the files of one batch go into: each is looked up once or made once, and a directory that the
 * batch makes is not looked up at all.
 */
export class BatchDirectories {
  readonly #context: TreeContext
  readonly #space: string
  readonly #createdBy: string | undefined
  readonly #plans = new Map<string, ParentPlan>()
  readonly #files = new Set<string>()

  constructor(context: TreeContext, space: string, createdBy: string | undefined) {
    this.#context = context
    this.#space = space
    this.#createdBy = createdBy
  }

  /** The plan of the directory above a file of the batch, when it was planned for a file before. @throws `IS_A_DIRECTORY`. */
  find(path: VirtualPath): ParentPlan | undefined {
    if (this.#plans.has(path.text)) throw isADirectory(path)
    this.#files.add(path.text)
    return this.#plans.get(path.text.slice(0, Math.max(path.text.lastIndexOf('/'), 1)))
  }

  /**
   * Plans the directory above a file of the batch; only the first plan of a directory has mutations.
   * @throws `NOT_A_DIRECTORY`, `IS_A_DIRECTORY` where the batch itself puts a file or a directory in the way.
   */
  async planAbove(path: VirtualPath, offset: number): Promise<ParentPlan> {
    const planned = this.find(path)
    if (planned !== undefined) return planned
    const depth = path.segments.length - 1
    this.#refuseFilesAbove(path, depth)
    const above = this.#madeAbove(path, depth)
    const plan =
      above === undefined
        ? await planDirectory(this.#context, this.#space, path, depth, offset, this.#createdBy)
        : this.#planIn(above.plan, path, above.depth, depth, offset)
    this.#remember(plan, path, depth, offset)
    return plan
  }

  #refuseFilesAbove(path: VirtualPath, depth: number): void {
    for (let above = 1; above <= depth; above++)
      if (this.#files.has(textOf(path, above))) throw notADirectory(path, above)
  }

  /** The nearest directory above that the batch makes. */
  #madeAbove(path: VirtualPath, depth: number): { plan: ParentPlan; depth: number } | undefined {
    for (let above = depth - 1; above > 0; above--) {
      const plan = this.#plans.get(textOf(path, above))
      if (plan !== undefined) return plan.known === undefined ? { plan, depth: above } : undefined
    }
    return undefined
  }

  #planIn(
    above: ParentPlan,
    path: VirtualPath,
    from: number,
    depth: number,
    offset: number,
  ): ParentPlan {
    const names = path.segments.slice(from, depth)
    const mutations = makeBelow(this.#context, above.parent, names, offset, this.#createdBy)
    const parent = { mutation: offset + mutations.length - 1 }
    return { parent, known: undefined, mutations, missing: above.missing }
  }

  /** Keeps the plan, and one for each directory that it makes on the way. */
  #remember(plan: ParentPlan, path: VirtualPath, depth: number, offset: number): void {
    const made = plan.mutations.length
    for (let index = 0; index < made; index++) {
      const parent = { mutation: offset + index }
      const kept = { parent, known: undefined, mutations: [], missing: plan.missing }
      this.#plans.set(textOf(path, depth - made + index + 1), kept)
    }
    if (made === 0) this.#plans.set(textOf(path, depth), plan)
  }
}

function textOf(path: VirtualPath, depth: number): string {
  return `/${path.segments.slice(0, depth).join('/')}`
}
