import assert from 'node:assert/strict'
import type { Entry, Nexus } from '@nexusfs/core'
import { contentTypeOf } from '@nexusfs/core/kit'
import type { FilesystemModel } from './model.ts'
import type { ModelOperation } from './operation.ts'
import { etagOf } from './perform.ts'
import { above, type Cell, listed, type ModelNode, type ModelTree, nameOf } from './tree.ts'
import { versionsOf } from './versions.ts'

/** What of an entry the model knows. */
type Shown = Pick<Entry, 'path' | 'name' | 'type' | 'size' | 'version'> &
  Partial<Pick<Entry, 'etag' | 'contentType' | 'modifiedAt' | 'id'>>

type Random = () => number

/** Compares a filesystem with its model, and takes over what only the filesystem can know: ids and times. */
export class Observer {
  readonly #model: FilesystemModel
  readonly #random: Random
  readonly #ids = new Map<number, string>()
  readonly #read = new Set<Cell<unknown>>()

  constructor(model: FilesystemModel, random: Random) {
    this.#model = model
    this.#random = random
  }

  /** The tree now, with the content and attributes of what is new and of one more node; versions; the end of the log. */
  async checkNow(nx: Nexus): Promise<void> {
    const { tree } = this.#model
    await this.#checkTree(nx, tree, undefined)
    const nodes = listed(tree)
    const chosen = this.#pick(nodes)
    for (const [path, node] of nodes) {
      const isChosen = node === chosen?.[1]
      if (node.type === 'file' && (isChosen || this.#isNew(node.content)))
        assert.equal(await nx.readText(path), node.content.value.text, `content of ${path}`)
      if (isChosen || this.#isNew(node.attributes)) await checkAttributes(nx, path, node)
    }
    if (chosen !== undefined) await this.#checkViews(nx, tree, chosen, undefined)
    if (chosen?.[1].type === 'file') await this.#checkVersions(nx, ...chosen)
    await this.checkLog(nx, 3)
  }

  /** The tree as it was right after a random operation, of those that are sure to be known still. */
  async checkPast(nx: Nexus): Promise<void> {
    const operation = this.#pick(this.#model.log.slice(Math.max(0, this.#model.horizon - 1)))
    const at = operation?.id
    if (operation === undefined || at === undefined) return
    await this.#checkTree(nx, operation.after, at)
    const chosen = this.#pick(listed(operation.after))
    if (chosen === undefined) return
    await this.#checkViews(nx, operation.after, chosen, at)
    const [path, node] = chosen
    if (node.type === 'directory') return
    assert.equal(await nx.readText(path, { at }), node.content.value.text, `${path} at ${at}`)
    const { before } = await nx.diff({ path, at }, { path, at })
    const { metadata = {}, tags = {} } = before ?? {}
    assert.deepEqual({ metadata, tags }, node.attributes.value, `attributes of ${path} at ${at}`)
  }

  /** The newest operations of the log, or all. */
  async checkLog(nx: Nexus, limit?: number): Promise<void> {
    const { log } = this.#model
    const rows = await nx.operations.list({ limit }).toArray()
    const expected = log.slice(limit === undefined ? 0 : -limit).reverse()
    for (const [index, operation] of expected.entries())
      if (operation.type === 'undo') operation.path ??= rows[index]?.path
    assert.deepEqual(
      rows.map(({ id, type, path, target, user, run, undoneBy }) => ({
        ...{ id, type, path, target, user, run, undoneBy },
      })),
      expected.map(shownOperation),
      'the log',
    )
  }

  async #checkTree(nx: Nexus, tree: ModelTree, at: string | undefined): Promise<void> {
    const entries = (await nx.tree('/', { at }).toArray()).filter(({ id }) => id !== undefined)
    const nodes = listed(tree)
    const where = at === undefined ? 'the tree' : `the tree at ${at}`
    assert.deepEqual(
      entries.map(({ path }) => path),
      nodes.map(([path]) => path),
      where,
    )
    for (const [index, [path, node]] of nodes.entries()) {
      const entry = entries[index] as Entry
      this.#learn(node, entry)
      assert.deepEqual(shown(entry), this.#expected(path, node), `${where}: ${path}`)
    }
  }

  #learn(node: ModelNode, entry: Entry): void {
    const { key, type, content } = node
    if (!this.#ids.has(key) && entry.id !== undefined) {
      assert.ok(![...this.#ids.values()].includes(entry.id), `${entry.path} has the id of another`)
      this.#ids.set(key, entry.id)
    }
    if (type === 'file') content.value.modifiedAt ??= entry.modifiedAt
  }

  #expected(path: string, node: ModelNode): Shown {
    const { type, version, key } = node
    const name = nameOf(node)
    const id = this.#ids.get(key)
    if (type === 'directory') return { path, name, type, size: 0, version, ...(id && { id }) }
    const { text, type: given, modifiedAt } = node.content.value
    return {
      ...{ path, name, type, version },
      size: Buffer.byteLength(text),
      etag: etagOf(text),
      contentType: given ?? contentTypeOf(name),
      ...(modifiedAt !== undefined && { modifiedAt }),
      ...(id && { id }),
    }
  }

  /** The same by other calls: stat, exists, list, glob. */
  async #checkViews(
    nx: Nexus,
    tree: ModelTree,
    [path, node]: [string, ModelNode],
    at: string | undefined,
  ): Promise<void> {
    assert.deepEqual(shown(await nx.stat(path, { at })), this.#expected(path, node))
    assert.equal(await nx.exists(`${path}-not`, { at }), false)
    assert.equal(await nx.isDirectory(path, { at }), node.type === 'directory')
    const files = listed(tree).flatMap(([each, { type }]) => (type === 'file' ? [each] : []))
    assert.deepEqual(await nx.glob('/**', { at }).toArray(), files)
    const directory = node.type === 'directory' ? path : above(path)
    const children = await nx.list(directory, { recursive: false, at }).toArray()
    const inside = ([each]: [string, ModelNode]) => above(each) === directory
    assert.deepEqual(
      children.filter(({ id }) => id !== undefined).map(shown),
      listed(tree)
        .filter(inside)
        .map(([each, child]) => this.#expected(each, child)),
    )
    if (node.type === 'file') await checkRange(nx, path, node.content.value.text, at)
  }

  async #checkVersions(nx: Nexus, path: string, node: ModelNode): Promise<void> {
    const expected = versionsOf(this.#model, node.key)
    const id = this.#ids.get(node.key)
    const entries = (await nx.versions.list(path).toArray()).filter((entry) => entry.node === id)
    const known = entries.filter(
      ({ version }) =>
        this.#model.horizon === 0 || expected.some((state) => state.version === version),
    )
    assert.deepEqual(
      known.map(({ version, etag, size }) => ({ version, etag, size })),
      expected.map(({ version, content: { value } }) => ({
        version,
        etag: etagOf(value.text),
        size: Buffer.byteLength(value.text),
      })),
      `versions of ${path}`,
    )
    const one = this.#pick(expected)
    if (one === undefined) return
    const bytes = await nx.versions.read(path, one.version)
    assert.equal(Buffer.from(bytes).toString(), one.content.value.text, `version of ${path}`)
  }

  #isNew(cell: Cell<unknown>): boolean {
    const isNew = !this.#read.has(cell)
    this.#read.add(cell)
    return isNew
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.#random() * items.length)]
  }
}

function shown({
  path,
  name,
  type,
  size,
  version,
  etag,
  contentType,
  modifiedAt,
  id,
}: Entry): Shown {
  if (type === 'directory') return { path, name, type, size, version, ...(id && { id }) }
  return {
    ...{ path, name, type, version, size, modifiedAt },
    ...(etag !== undefined && { etag }),
    ...(contentType !== undefined && { contentType }),
    ...(id && { id }),
  }
}

function shownOperation({ id, type, path, target, actor, undoneBy }: ModelOperation) {
  return { id, type, path, target, ...actor, undoneBy: undoneBy?.id }
}

async function checkAttributes(nx: Nexus, path: string, { attributes }: ModelNode): Promise<void> {
  const metadata = await nx.metadata.get(path)
  const tags = await nx.tags.list(path)
  assert.deepEqual({ metadata, tags }, attributes.value, `attributes of ${path}`)
}

async function checkRange(
  nx: Nexus,
  path: string,
  text: string,
  at: string | undefined,
): Promise<void> {
  const bytes = Buffer.from(text)
  const start = bytes.byteLength >> 1
  if (start === 0) return
  const range = await nx.read(path, { start, end: start + 3, at })
  assert.deepEqual(Buffer.from(range), bytes.subarray(start, start + 3), `a range of ${path}`)
}
