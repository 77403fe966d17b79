/**
 * Checks what a power cut left: `check-process.ts <CutCheck in JSON>`. Prints what is wrong, as JSON: an array of text.
 */
import { type CutCheck, problemsAfter } from './check-cut.ts'

const check = JSON.parse(process.argv[2] ?? '') as CutCheck
process.stdout.write(JSON.stringify(await problemsAfter(check)))
