import { expect, test } from 'vitest'
import { checkPrincipal, narrowPrincipal, subjectOf } from './principal.ts'

test.each(['', '.hidden', 'a/b', 'x'.repeat(129), 'a b', 'default'])(
  'tenant id %j is refused',
  (tenant) => {
    expect(() => checkPrincipal({ tenant })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    )
  },
)

test('an agent without a tenant is refused', () => {
  expect(() => checkPrincipal({ agent: 'a' })).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
  )
})

test('open fields may be set, set ones may not be changed', () => {
  expect(narrowPrincipal({}, { tenant: 'acme' })).toEqual({ tenant: 'acme' })
  expect(narrowPrincipal({ tenant: 'acme' }, { tenant: 'acme', agent: 'a' })).toEqual({
    tenant: 'acme',
    agent: 'a',
  })
  expect(() => narrowPrincipal({ tenant: 'acme' }, { tenant: 'beta' })).toThrow(
    expect.objectContaining({ code: 'ACCESS_DENIED' }),
  )
})

test('administration and groups can only be given up', () => {
  expect(narrowPrincipal({ isAdmin: true }, { isAdmin: false }).isAdmin).toBe(false)
  expect(() => narrowPrincipal({}, { isAdmin: true })).toThrow(
    expect.objectContaining({ code: 'ACCESS_DENIED' }),
  )
  expect(narrowPrincipal({ groups: ['a', 'b'] }, { groups: ['b'] }).groups).toEqual(['b'])
  expect(() => narrowPrincipal({ groups: ['a'] }, { groups: ['b'] })).toThrow(
    expect.objectContaining({ code: 'ACCESS_DENIED' }),
  )
})

test('run and request id are free', () => {
  expect(narrowPrincipal({ run: 'one' }, { run: 'two', requestId: 'r' })).toEqual({
    run: 'two',
    requestId: 'r',
  })
})

test('the subject is the most exact identity', () => {
  expect(subjectOf({ tenant: 't', agent: 'a', user: 'u' })).toBe('agent:a')
  expect(subjectOf({ tenant: 't', user: 'u' })).toBe('user:u')
  expect(subjectOf({ tenant: 't' })).toBe('tenant:t')
  expect(subjectOf({})).toBeUndefined()
})
