import { expect, test } from 'vitest'
import { workspaceOf } from './config/config.fixture.ts'
import { resolveConfig } from './config/resolve-config.ts'
import { templates } from './templates.ts'

test.each(Object.entries(templates))(
  'the template %s is valid, and so is what it comments out',
  async (_, text) => {
    const { settings } = await resolveConfig(undefined, workspaceOf({ 'nexus.yaml': text }))
    expect(settings.mode).toBe('embedded')
    const live = text.replace(/^# (?=\s*(- )?[a-z_]+:( |$))/gm, '')
    expect(live).not.toBe(text)
    await resolveConfig(undefined, workspaceOf({ 'nexus.yaml': live }))
  },
)
