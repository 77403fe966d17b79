/**
 * The rooms of the core, each with the rooms it may import. `index` is the public surface, `kit` the
 * helpers that adapters and the engine share.
 */
const foundation = ['spec', 'errors', 'path']
const middle = [...foundation, 'kit', 'content', 'mounts', 'access', 'hooks']
const upper = [...middle, 'trees']
const top = [...upper, 'history', 'work', 'nexus']

export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  spec: [],
  errors: ['spec'],
  path: ['spec', 'errors'],
  kit: foundation,
  memory: [...foundation, 'kit'],
  content: [...foundation, 'kit'],
  mounts: [...foundation, 'kit', 'content'],
  access: [...foundation, 'kit'],
  hooks: [...foundation, 'kit'],
  trees: middle,
  history: upper,
  work: upper,
  nexus: [...upper, 'history', 'work'],
  plugins: [...foundation, 'nexus'],
  registry: [...foundation, 'kit', 'plugins'],
  index: [...top, 'plugins', 'registry', 'memory'],
}

/** The room of a file of the core, such as `trees` for `packages/core/src/trees/tree.ts`. */
export function roomOf(file: string): string {
  const [first = ''] = file.replace('packages/core/src/', '').split('/')
  return first.replace(/\.ts$/, '')
}
