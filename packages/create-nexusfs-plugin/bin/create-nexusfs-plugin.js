#!/usr/bin/env node
// Only syntax that older Node versions know: this file has to tell them what is missing.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `create-nexusfs-plugin: Node.js ${process.versions.node} is too old: Nexus needs 22.18 or newer.\n` +
      '  hint: Install a current Node.js from https://nodejs.org, or put it first on the PATH.\n',
  )
  process.exitCode = 1
} else {
  const { main } = await import('../dist/index.js')
  process.exitCode = await main(process.argv.slice(2))
}
