import type { Output } from './output.ts'

/** The outcome of one check. */
export interface Finding {
  readonly check: string
  readonly ok: boolean
  /** What was found. */
  readonly found: string
  /** What to do, where something is to be done. */
  readonly hint?: string | undefined
}

/** Prints findings, and tells whether all is well. */
export async function printFindings(
  output: Output,
  source: AsyncIterable<Finding>,
): Promise<boolean> {
  const findings: Finding[] = []
  for await (const finding of source) findings.push(finding)
  const ok = findings.every((finding) => finding.ok)
  await output.document({ ok, findings }, () =>
    findings.flatMap((finding) => lines(output, finding)),
  )
  return ok
}

/** A failure is a finding, not the end. */
export async function tried(check: string, attempt: () => Promise<string>): Promise<Finding> {
  try {
    return { check, ok: true, found: await attempt() }
  } catch (error) {
    return failed(check, error)
  }
}

/** The finding of an error. */
export function failed(check: string, error: unknown): Finding {
  const { message, code, hint } = error as Error & { code?: string; hint?: string }
  return { check, ok: false, found: code === undefined ? message : `${code}: ${message}`, hint }
}

function lines(output: Output, { check, ok, found, hint }: Finding): readonly string[] {
  const { colors } = output
  const mark = ok ? colors.green('ok   ') : colors.red('wrong')
  const text = found
    .split('\n')
    .map((line) => output.name(line))
    .join('\n       ')
  const advice = hint === undefined ? [] : [`       ${colors.cyan('hint:')} ${output.name(hint)}`]
  return [`${mark}  ${output.name(check)}: ${text}`, ...advice]
}
