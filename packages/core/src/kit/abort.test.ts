import { expect, test } from 'vitest'
import { NexusError, stoppedError } from './index.ts'

test('a stopped call ends with the error of ours that its signal was raised with, else ABORTED', () => {
  const late = new NexusError('TIMEOUT', 'Too late.')
  expect(stoppedError(AbortSignal.abort(late))).toBe(late)
  const reason = new Error('enough')
  expect(stoppedError(AbortSignal.abort(reason))).toMatchObject({ code: 'ABORTED', cause: reason })
  expect(stoppedError(undefined)).toMatchObject({ code: 'ABORTED' })
})
