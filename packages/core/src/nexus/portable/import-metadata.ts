import { subjectOf } from '../../access/index.ts'
import { NexusError } from '../../errors/index.ts'
import type { MutationResult, NodeRow, OperationDraft } from '../../spec/index.ts'
import { commitPlanned } from '../../trees/managed/index.ts'
import { fileStateOf } from '../managed-tree.ts'
import type { Session } from '../session.ts'
import type { ImportOptions, ImportResult, ImportSource } from '../types.ts'
import { written } from '../write-source.ts'
import { commonDirectory } from './common-directory.ts'
import { ImportContents } from './import-contents.ts'
import type { ImportLine } from './import-line.ts'
import { ImportReader } from './import-reader.ts'
import { type ImportPlan, planImport } from './plan-import.ts'

const MODES = ['skip', 'overwrite', 'remap', 'auto']

/** Reads and checks all lines, then makes them one commit. */
export async function importMetadata(
  session: Session,
  source: ImportSource,
  options: ImportOptions,
): Promise<ImportResult> {
  checkOptions(session, options)
  const contents = new ImportContents(session, options.signal)
  try {
    const lines = await new ImportReader(session, contents, options).read(source)
    return await importLines(session, lines, contents, options)
  } catch (error) {
    await contents.withdraw()
    throw error
  }
}

async function importLines(
  session: Session,
  lines: readonly ImportLine[],
  contents: ImportContents,
  { onConflict: mode = 'skip', dryRun = false, signal }: ImportOptions,
): Promise<ImportResult> {
  const context = session.parts.content
  const createdBy = subjectOf(session.principal)
  const plan = () => planImport({ context, lines, mode, dryRun, createdBy, signal })
  let planned = await plan()
  if (dryRun) return planned.counts
  if (planned.mutations.length === 0) {
    await contents.withdraw()
    return planned.counts
  }
  const operation = draftOf(session, lines, mode)
  const first = planned
  let attempts = 0
  const committed = await commitPlanned(
    context,
    { space: lines[0]?.place.space ?? '', operations: [operation], path: operation.path, signal },
    async () => {
      planned = attempts === 0 ? first : await plan()
      attempts += 1
      return planned
    },
  )
  await contents.withdraw(planned.files.map(({ line }) => line))
  await tell(session, planned, committed.mutations, operation)
  return { operationId: operation.id, ...planned.counts }
}

function draftOf(session: Session, lines: readonly ImportLine[], mode: string): OperationDraft {
  const path = commonDirectory(lines.map(({ place }) => place.path))
  return session.draft('import', path, { details: { lines: lines.length, onConflict: mode } })
}

/** After hooks, for each file that got content. */
async function tell(
  session: Session,
  { files }: ImportPlan,
  made: readonly MutationResult[],
  operation: OperationDraft,
): Promise<void> {
  if (!session.parts.hooks.has('afterWrite')) return
  for (const { place, mutation } of files)
    await written(session, place, fileStateOf(made[mutation]?.node as NodeRow), operation)
}

function checkOptions({ principal }: Session, { onConflict, intoReadonly }: ImportOptions): void {
  if (onConflict !== undefined && !MODES.includes(onConflict))
    throw new NexusError('INVALID_ARGUMENT', `onConflict is ${JSON.stringify(onConflict)}.`, {
      hint: `Give one of ${MODES.join(', ')}.`,
    })
  if (intoReadonly === true && principal.isAdmin !== true)
    throw new NexusError(
      'ACCESS_DENIED',
      'Only an administrator imports into read-only namespaces.',
      { hint: 'Ask an administrator, or connect({ isAdmin: true }).' },
    )
}
