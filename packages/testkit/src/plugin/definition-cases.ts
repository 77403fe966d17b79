import assert from 'node:assert/strict'
import { HOOK_NAMES, type OptionSchema, type PluginCommand } from '@nexusfs/core'
import { TYPE_NAME } from '@nexusfs/core/kit'
import { valid } from 'semver'
import type { PluginCases } from './plugin-case.ts'

const ARGUMENT = /^(?:[A-Z][A-Z0-9_-]*(?:\.\.\.)?|\[[A-Z][A-Z0-9_-]*(?:\.\.\.)?\])$/
const FLAGS = /^(?:-[a-zA-Z], )?--[a-z][a-z0-9-]*(?: <[^<>]+>)?$/
const TYPES: readonly unknown[] = [undefined, 'text', 'number', 'time', 'repeated']

/** What a definition says. */
export const definitionCases: PluginCases = {
  'it speaks version 1 of the contract': ({ plugin }) => {
    assert.equal(plugin.kind, 'plugin')
    assert.equal(plugin.apiVersion, 1)
  },
  'its name can be written in nexus.yaml, and it says its version and what it does': ({
    plugin,
  }) => {
    assert.match(plugin.name, TYPE_NAME)
    assert.ok(valid(plugin.version) !== null, `version ${plugin.version}`)
    assertText(plugin.description, 'description')
    assert.ok(Number.isFinite(plugin.priority ?? 0), 'priority is a number')
  },
  'its hooks are known, and functions or { run, … }': ({ plugin }) => {
    for (const [name, hook] of Object.entries(plugin.hooks ?? {})) {
      assert.ok(
        HOOK_NAMES.some((known) => known === name),
        `${name} is no hook; they are ${HOOK_NAMES.join(', ')}`,
      )
      if (hook === undefined || typeof hook === 'function') continue
      assert.equal(typeof hook.run, 'function', `${name}.run`)
      assert.ok(Number.isFinite(hook.priority ?? 0), `${name}.priority is a number`)
      const { deadlineMs = 1 } = hook
      assert.ok(deadlineMs > 0 && deadlineMs < 2 ** 31, `${name}.deadlineMs is a time`)
    }
  },
  'its commands have names, summaries, and arguments and options that can be read': ({
    plugin,
  }) => {
    for (const [name, command] of Object.entries(plugin.commands ?? {})) {
      assert.match(name, TYPE_NAME)
      assertCommand(name, command)
    }
  },
  'its actions have names, descriptions and schemas': ({ plugin }) => {
    for (const [name, action] of Object.entries(plugin.actions ?? {})) {
      assert.match(name, TYPE_NAME)
      assertText(action.description, `description of ${name}`)
      assert.equal(typeof action.run, 'function', `${name}.run`)
      if (action.input !== undefined) assertSchema(action.input)
    }
  },
}

/** Asserts that a schema is one that Nexus can use. */
export function assertSchema(schema: OptionSchema<unknown>): void {
  const standard = schema['~standard']
  assert.equal(standard?.version, 1, 'a Standard Schema')
  assert.equal(typeof standard.validate, 'function', 'a Standard Schema')
  assert.ok(standard.jsonSchema !== undefined, 'the schema gives JSON Schema')
  const described = standard.jsonSchema.input({ target: 'draft-2020-12' })
  assert.deepEqual(JSON.parse(JSON.stringify(described)), described, 'plain JSON')
}

/** Asserts that the command line of a command can be read and shown. */
function assertCommand(name: string, command: PluginCommand): void {
  assertText(command.summary, `summary of ${name}`)
  assert.ok(!command.summary.includes('\n'), `summary of ${name} is one line`)
  assert.equal(typeof command.run, 'function', `${name}.run`)
  const names = (command.arguments ?? []).map((argument) => argument.name)
  for (const argument of command.arguments ?? []) {
    assert.match(argument.name, ARGUMENT)
    assertText(argument.description, `description of ${argument.name}`)
  }
  const optional = names.findIndex((argument) => argument.startsWith('['))
  assert.ok(
    names.every((argument, index) => optional < 0 || index < optional || argument.startsWith('[')),
    `required arguments of ${name} come first`,
  )
  assert.ok(
    names.every((argument, index) => !argument.includes('...') || index === names.length - 1),
    `only the last argument of ${name} is repeated`,
  )
  for (const { flags, description, type } of command.options ?? []) {
    assert.match(flags, FLAGS)
    assertText(description, `description of ${flags}`)
    assert.ok(TYPES.includes(type), `type of ${flags}`)
    assert.ok(type === undefined || flags.includes(' <'), `${flags} takes a value`)
  }
}

function assertText(text: unknown, what: string): void {
  assert.ok(typeof text === 'string' && text.trim() !== '', `${what} is a text`)
}
