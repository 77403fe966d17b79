import { NexusError } from '@nexusfs/core'
import { expect, test } from 'vitest'
import { workspaceOf } from './config/config.fixture.ts'
import { loadConfig } from './config/load-config.ts'
import type { Settings } from './config/settings.ts'
import { loggerOf } from './logging.ts'

const mergedOf = async (input: Settings) => (await loadConfig(input, workspaceOf())).merged
const fail = (): never => {
  throw new Error('nothing should be written')
}

test('without a level and a logger nothing is logged', async () => {
  expect(loggerOf(await mergedOf({}), undefined, fail)).toBeUndefined()
  expect(loggerOf(await mergedOf({ logLevel: 'silent' }), undefined, fail)).toBeUndefined()
})

test('a logger alone gets everything', async () => {
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  expect(loggerOf(await mergedOf({}), logger, fail)).toBe(logger)
})

test('a level lets through what is at least as severe', async () => {
  const seen: string[] = []
  const keep = (_: object, message: string) => void seen.push(message)
  const logger = loggerOf(
    await mergedOf({ logLevel: 'warn' }),
    { debug: keep, info: keep, warn: keep, error: keep },
    fail,
  )
  for (const level of ['debug', 'info', 'warn', 'error'] as const) logger?.[level]({}, level)
  expect(seen).toEqual(['warn', 'error'])
})

test('a level alone writes one JSON object a line', async () => {
  const lines: string[] = []
  const logger = loggerOf(await mergedOf({ logLevel: 'info' }), undefined, (line) =>
    lines.push(line),
  )
  logger?.debug({}, 'no')
  logger?.info({ size: 3n, path: '/a\nb', error: new Error('plain') }, 'yes')
  logger?.error({ error: new NexusError('BUSY', 'wait', { cause: 'hidden' }) }, 'no luck')
  expect(lines).toHaveLength(2)
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    time: expect.stringMatching(/Z$/),
    level: 'info',
    message: 'yes',
    size: '3',
    path: '/a\nb',
    error: { name: 'Error', message: 'plain' },
  })
  expect(JSON.parse(lines[1] ?? '').error).toEqual({ code: 'BUSY', message: 'wait' })
  expect(lines.join()).not.toMatch(/\n|hidden/)
})
