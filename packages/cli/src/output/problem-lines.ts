import type { Output } from './output.ts'

/** A problem and its fix, indented below what has it. */
export function problemLines(
  output: Output,
  {
    code,
    message,
    hint,
  }: { readonly code: string; readonly message: string; readonly hint?: string | undefined },
): readonly string[] {
  const { colors } = output
  const text = message.split('\n').map((line) => output.name(line))
  return [
    `  ${colors.red(code)}: ${text.join('\n    ')}`,
    ...(hint === undefined ? [] : [`  ${colors.cyan('hint:')} ${output.name(hint)}`]),
  ]
}
