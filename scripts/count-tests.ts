/**
 * Prints `N passed, N failed` from the JSON report of the test runner. A file that could not be run counts as one
 * failed test; so does a report that is missing, and a run that failed outside of its tests.
 */
import { readFileSync } from 'node:fs'

interface Report {
  readonly success: boolean
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

const { passed, failed } = count(process.argv[2] ?? '')
console.log(`${passed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1

function count(file: string): { passed: number; failed: number } {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report
    const unrunnable = report.testResults.filter(
      ({ status, assertionResults }) =>
        status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
    )
    const failed = report.numFailedTests + unrunnable.length
    return { passed: report.numPassedTests, failed: report.success ? failed : Math.max(failed, 1) }
  } catch {
    return { passed: 0, failed: 1 }
  }
}
