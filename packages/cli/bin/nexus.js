#!/usr/bin/env node
// Only syntax and modules that older Node versions know: this file has to tell them what is missing.
import module from 'node:module'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18) || Number(process.versions.napi) < 10) {
  process.stderr.write(
    `nexus: NOT_SUPPORTED: Node.js ${process.versions.node} is too old: Nexus needs 22.18 or newer.\n` +
      '  hint: Install a current Node.js from https://nodejs.org, or put it first on the PATH.\n',
  )
  process.exitCode = 1
} else {
  module.enableCompileCache()
  await import('../dist/run.js')
}
