import { describe, expect, test } from 'vitest'
import { createNamespaces, parsePath, spaceOf } from '../path/index.ts'
import type { Principal } from '../spec/index.ts'
import { checkStructure, type Intent, isStructural, structuralChildren } from './structure.ts'

const namespaces = createNamespaces([
  { name: 'ledger', readonly: true },
  { name: 'vault', adminOnly: true, requiresTenant: false },
])
const nobody: Principal = {}
const tenant: Principal = { tenant: 'acme' }
const agent: Principal = { tenant: 'acme', agent: 'a1' }
const admin: Principal = { isAdmin: true }

type Row = readonly [Principal, Intent, string, 'ok' | 'ACCESS_DENIED' | 'READ_ONLY', string?]

const TABLE: readonly Row[] = [
  [nobody, 'write', '/workspace/file.txt', 'ok', 'default'],
  [nobody, 'write', '/workspace/acme/x', 'ok', 'default'],
  [nobody, 'write', '/documents/report.pdf', 'ok', 'default'],
  [nobody, 'write', '/archives/acme/x', 'READ_ONLY'],
  [nobody, 'read', '/system/settings', 'ACCESS_DENIED'],
  [nobody, 'read', '/system/skills/x', 'ok', 'default'],
  [nobody, 'write', '/system/skills/x', 'READ_ONLY'],
  [nobody, 'read', '/vault/x', 'ACCESS_DENIED'],
  [tenant, 'write', '/workspace/acme/file.txt', 'ok', 'acme'],
  [tenant, 'write', '/workspace/acme/a2/file.txt', 'ok', 'acme'],
  [tenant, 'read', '/workspace/beta/file.txt', 'ACCESS_DENIED'],
  [tenant, 'read', '/workspace/acme-evil/file.txt', 'ACCESS_DENIED'],
  [tenant, 'write', '/shared/acme/x', 'ok', 'acme'],
  [tenant, 'write', '/shared/beta/x', 'ACCESS_DENIED'],
  [tenant, 'write', '/documents/x', 'ok', 'acme'],
  [tenant, 'write', '/external/x', 'ok', 'default'],
  [tenant, 'read', '/archives/acme/x', 'ok', 'acme'],
  [tenant, 'write', '/archives/acme/x', 'READ_ONLY'],
  [tenant, 'read', '/archives/beta/x', 'ACCESS_DENIED'],
  [tenant, 'write', '/ledger/acme/x', 'READ_ONLY'],
  [agent, 'write', '/workspace/acme/a1/x', 'ok', 'acme'],
  [agent, 'read', '/workspace/acme/a2/x', 'ACCESS_DENIED'],
  [agent, 'write', '/workspace/acme/file.txt', 'ACCESS_DENIED'],
  [agent, 'write', '/shared/acme/x', 'ok', 'acme'],
  [admin, 'read', '/workspace/acme/a1/x', 'ok', 'acme'],
  [admin, 'write', '/workspace/beta/a1/x', 'ok', 'beta'],
  [admin, 'read', '/system/settings', 'ok', 'default'],
  [admin, 'write', '/system/settings', 'READ_ONLY'],
  [admin, 'write', '/archives/acme/x', 'READ_ONLY'],
  [admin, 'write', '/vault/x', 'ok', 'default'],
]

describe('structural rules', () => {
  for (const [principal, intent, text, outcome, space] of TABLE) {
    test(`${JSON.stringify(principal)} asks to ${intent} ${text}: ${outcome}`, () => {
      const path = parsePath(text)
      const check = () => checkStructure(path, principal, namespaces, intent)
      if (outcome === 'ok') {
        expect(check).not.toThrow()
        expect(spaceOf(path, principal, namespaces)).toBe(space)
        return
      }
      const details = { code: outcome, path: text, hint: expect.any(String) }
      expect(check).toThrow(expect.objectContaining(details))
    })
  }

  test('the root, namespaces and the own tenant and agent directories exist', () => {
    for (const text of [
      '/',
      '/workspace',
      '/workspace/acme',
      '/workspace/acme/a1',
      '/shared/acme',
    ]) {
      expect(isStructural(parsePath(text), agent, namespaces)).toBe(true)
    }
    for (const text of [
      '/documents',
      '/workspace/beta',
      '/workspace/acme/a1/x',
      '/shared/acme/a1',
    ]) {
      expect(isStructural(parsePath(text), agent, namespaces)).toBe(false)
    }
  })

  test('namespaces for administrators are not listed to others', () => {
    expect(structuralChildren(parsePath('/'), tenant, namespaces)).not.toContain('system')
    expect(structuralChildren(parsePath('/'), admin, namespaces)).toContain('system')
    expect(structuralChildren(parsePath('/workspace'), agent, namespaces)).toEqual(['acme'])
    expect(structuralChildren(parsePath('/workspace/acme'), agent, namespaces)).toEqual(['a1'])
  })

  test('a custom namespace cannot take a built-in name', () => {
    expect(() => createNamespaces([{ name: 'shared' }])).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    )
  })
})
