import type { Nexus, TreeChange } from 'nexusfs'
import type { Report } from './report.ts'

/** An agent run goes wrong; a preview shows what undoing it would change, then the whole run is undone. */
export async function undoRun(nx: Nexus, home: string, report: Report): Promise<void> {
  const repository = `${home}/repository`
  const before = await fingerprint(nx, repository)
  await damage(nx.as({ run: 'tidy-up' }), repository)
  const broken = await fingerprint(nx, repository)
  report.line(`the run "tidy-up" left ${broken.size} of ${before.size} files`)

  const preview = await nx.undo({ run: 'tidy-up' }, { dryRun: true })
  report.line(`a preview: ${preview.undone.length} operations, ${preview.changes.length} changes`)
  for (const change of firstOfEach(preview.changes)) report.line(`  ${shown(change, repository)}`)

  const { operationId, undone } = await nx.undo({ run: 'tidy-up' })
  const after = await fingerprint(nx, repository)
  report.line(`undone: ${undone.length} operations by one, ${operationId}`)
  if (!isSame(before, after)) throw new Error('the undo did not give back what was there')
  report.line(`${after.size} files, each as it was before the run`)
}

/** What agents do on a bad day: replaces text everywhere, moves a folder, deletes another one, leaves rubbish. */
async function damage(nx: Nexus, repository: string): Promise<void> {
  const pages = await nx.glob('**/*.md', { path: repository }).toArray()
  for (const page of pages) await nx.write(page, 'TODO: write this page\n')
  await nx.rename(`${repository}/packages/core/src`, `${repository}/packages/core/old`)
  await nx.rmdir(`${repository}/docs`, { recursive: true })
  await nx.delete(`${repository}/package.json`)
  await nx.write(`${repository}/tmp/notes.txt`, 'what was I doing?')
}

/** Content by path. */
async function fingerprint(nx: Nexus, path: string): Promise<ReadonlyMap<string, string>> {
  const files = await nx.list(path).toArray()
  return new Map(files.map(({ path, etag = '' }) => [path, etag]))
}

function isSame(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): boolean {
  return before.size === after.size && [...before].every(([path, etag]) => after.get(path) === etag)
}

/** One change of each kind. */
function firstOfEach(changes: readonly TreeChange[]): readonly TreeChange[] {
  return [...Map.groupBy(changes, ({ change }) => change).values()].flatMap(
    ([first]) => first ?? [],
  )
}

function shown({ change, path, previousPath }: TreeChange, repository: string): string {
  const name = path.slice(repository.length + 1)
  const from =
    previousPath === undefined ? '' : ` from ${previousPath.slice(repository.length + 1)}`
  return `${change} ${name}${from}`
}
