import { expect, test } from 'vitest'
import { createNamespaces, parsePath } from '../path/index.ts'
import { seesAllBelow } from './sees-all-below.ts'

const NAMESPACES = createNamespaces()

test.each([
  [{ isAdmin: true }, '/', true],
  [{}, '/', false],
  [{}, '/docs', true],
  [{}, '/workspace', true],
  [{ tenant: 'acme' }, '/', true],
  [{ tenant: 'acme' }, '/workspace/acme', true],
  [{ tenant: 'acme', agent: 'a1' }, '/', false],
  [{ tenant: 'acme', agent: 'a1' }, '/workspace', false],
  [{ tenant: 'acme', agent: 'a1' }, '/workspace/acme', false],
  [{ tenant: 'acme', agent: 'a1' }, '/workspace/acme/a1', true],
  [{ tenant: 'acme', agent: 'a1' }, '/shared/acme', true],
  [{ tenant: 'acme', agent: 'a1' }, '/external', true],
])('%j sees all below %s: %s', (principal, path, sees) => {
  expect(seesAllBelow(parsePath(path), principal, NAMESPACES)).toBe(sees)
})
