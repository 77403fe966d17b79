import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromHeaders, toHeaders } from '../src/metadata.ts'

const seed = Number(process.env.NEXUS_TEST_SEED ?? 1)

test('any names and values come back as they were, and headers can carry them', () => {
  const entry = fc.dictionary(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 60 }),
  )
  fc.assert(
    fc.property(entry, (given) => {
      const metadata = Object.fromEntries(
        Object.entries(given).filter(([name, value]) => `${name}${value}`.isWellFormed()),
      )
      const headers = toHeaders(metadata)
      for (const [name, value] of Object.entries(headers)) {
        expect(name).toMatch(/^[a-z0-9][a-z0-9._-]*$/)
        expect(value).toMatch(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/)
      }
      expect(fromHeaders(headers)).toEqual({ ...metadata })
    }),
    { seed, numRuns: 300 },
  )
})

test('what headers carry as it is goes out as it is, for other programs to read', () => {
  const metadata = { owner: 'agent-1', 'run.id': 'a b', x_y: '=?' }
  expect(toHeaders({ owner: 'agent-1', 'run.id': 'a b' })).toEqual({
    owner: 'agent-1',
    'run.id': 'a b',
  })
  expect(fromHeaders(toHeaders(metadata))).toEqual(metadata)
})

test('names that differ in case only stay apart', () => {
  const metadata = { Owner: '1', owner: '2', OWNER: '3' }
  expect(Object.keys(toHeaders(metadata))).toHaveLength(3)
  expect(fromHeaders(toHeaders(metadata))).toEqual(metadata)
})

test('encoded words of other programs are read: base64, quoted-printable, several, other charsets', () => {
  expect(
    fromHeaders({
      a: '=?UTF-8?B?R3LDvMOfZQ==?=',
      b: '=?utf-8?Q?Gr=C3=BC=C3=9Fe_x?=',
      c: '=?UTF-8?B?R3LDvA==?= =?UTF-8?B?w59l?=',
      d: '=?ISO-8859-1?Q?Gr=FC=DFe?=',
      e: 'no =?UTF-8?B?R3I=?= word',
    }),
  ).toEqual({ a: 'Grüße', b: 'Grüße x', c: 'Grüße', d: 'Grüße', e: 'no =?UTF-8?B?R3I=?= word' })
})
