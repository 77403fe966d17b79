import type { Content, Piece } from './content.ts'
import type { Random } from './random.ts'

/** Files by path: what a lane of operations has made so far. */
export type Files = ReadonlyMap<string, Content>

/** One call of the writing process. */
export type Operation =
  | {
      readonly kind: 'write'
      readonly path: string
      readonly content: Content
      readonly stream: boolean
    }
  | {
      readonly kind: 'batch'
      readonly files: readonly { readonly path: string; readonly content: Content }[]
    }
  | { readonly kind: 'append'; readonly path: string; readonly piece: Piece }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'copy'; readonly from: string; readonly to: string }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'removeDirectory'; readonly path: string }
  /** Of the lane's last change. */
  | { readonly kind: 'undo' }
  | { readonly kind: 'snapshot'; readonly name: string; readonly path: string }
  | { readonly kind: 'restore'; readonly name: string }
  | { readonly kind: 'forget'; readonly name: string }
  | { readonly kind: 'fork'; readonly name: string; readonly to: string }
  | { readonly kind: 'collect' }

/** Sizes around every border: none, tiny, the inline limits in use, several chunks, beyond a MiB. */
const SIZES = [0, 1, 100, 1_023, 1_024, 1_025, 4_096, 65_536, 65_537, 200_000, 1_100_000]

/** More than a stream may hold in memory, so that it goes through a temporary object. */
const SPOOLED = 8.5 * 2 ** 20

/** What the operations of a lane have in common. */
export interface OperationStyle {
  /** The directory that they keep to. */
  readonly root: string
  /** How many of 100 streams are longer than memory may hold. */
  readonly longStreams: number
}

/** The `index`th operation of a lane, given the files that those before it left. */
export function nextOperation(
  random: Random,
  { root, longStreams }: OperationStyle,
  index: number,
  files: Files,
): Operation {
  const paths = [...files.keys()]
  const kind = random.below(paths.length < 3 ? 40 : 100)
  if (kind < 30) {
    const path = newPath(random, root, index, paths)
    const stream = random.below(3) === 0
    const size = stream && random.below(100) < longStreams ? SPOOLED : random.pick(SIZES)
    return { kind: 'write', path, content: [{ seed: newSeed(random), size }], stream }
  }
  if (kind < 40) return newBatch(random, root, index)
  const path = random.pick(paths)
  if (kind < 55) return { kind: 'append', path, piece: newPiece(random) }
  if (kind < 65) return { kind: 'rename', from: path, to: siblingPath(random, index, paths) }
  if (kind < 72) {
    return { kind: 'rename', from: directoryOf(path), to: `${root}/moved-${index}` }
  }
  if (kind < 80) return { kind: 'copy', from: path, to: `${directoryOf(path)}/copy-${index}` }
  if (kind < 95) return { kind: 'delete', path }
  return { kind: 'removeDirectory', path: directoryOf(path) }
}

/** What an operation that looks at nothing but files leaves of them. */
export function applyOperation(files: Files, operation: Operation): Files {
  const after = new Map(files)
  switch (operation.kind) {
    case 'write':
      return after.set(operation.path, operation.content)
    case 'batch':
      for (const file of operation.files) after.set(file.path, file.content)
      return after
    case 'append':
      return after.set(operation.path, [...(files.get(operation.path) ?? []), operation.piece])
    case 'copy':
      return after.set(operation.to, files.get(operation.from) ?? [])
    case 'rename':
      return renamed(files, operation.from, operation.to)
    case 'delete':
      after.delete(operation.path)
      return after
    case 'removeDirectory':
      return new Map([...files].filter(([path]) => !path.startsWith(`${operation.path}/`)))
    default:
      return files
  }
}

function renamed(files: Files, from: string, to: string): Files {
  const after = new Map([...files].filter(([path]) => path !== to))
  for (const [path, content] of files) {
    if (path !== from && !path.startsWith(`${from}/`)) continue
    after.delete(path)
    after.set(to + path.slice(from.length), content)
  }
  return after
}

/** Usually a path that is not taken, sometimes one that is. */
function newPath(random: Random, root: string, index: number, paths: readonly string[]): string {
  if (paths.length > 0 && random.below(4) === 0) return random.pick(paths)
  return `${root}/directory-${random.below(3)}/file-${index}`
}

/** The same beside a file that is there. */
function siblingPath(random: Random, index: number, paths: readonly string[]): string {
  const path = random.pick(paths)
  return random.below(4) === 0 ? path : `${directoryOf(path)}/renamed-${index}`
}

function newBatch(random: Random, root: string, index: number): Operation {
  const files = Array.from({ length: 2 + random.below(4) }, (_, item) => ({
    path: `${root}/directory-${random.below(3)}/file-${index}-${item}`,
    content: [newPiece(random)],
  }))
  return { kind: 'batch', files }
}

function newPiece(random: Random): Piece {
  return { seed: newSeed(random), size: random.pick(SIZES) }
}

/** One of few, so that the same bytes come up again. */
function newSeed(random: Random): number {
  return random.below(50)
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}
