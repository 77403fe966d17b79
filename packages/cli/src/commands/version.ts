import type { CommandDefinition } from '../command.ts'
import { readVersion } from '../version.ts'

export default {
  async run({ output }) {
    const { version: node, platform, arch } = process
    const version = readVersion()
    await output.document({ version, node: node.slice(1), platform, arch }, () => [
      `nexus ${version} (Node.js ${node.slice(1)}, ${platform} ${arch})`,
    ])
  },
} satisfies CommandDefinition
