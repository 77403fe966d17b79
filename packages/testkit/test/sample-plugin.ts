import { definePlugin, type OptionSchema, type PluginDefinition } from '@nexusfs/core'

/** The configuration of the sample. */
export interface SampleConfig {
  readonly refuse: string
}

/** A schema without a library: one optional text. */
const configSchema: OptionSchema<SampleConfig> = {
  '~standard': {
    version: 1,
    vendor: 'sample',
    validate(value) {
      if (typeof value !== 'object' || value === null) return { issues: [{ message: 'No object' }] }
      const { refuse = '.exe', ...others } = value as { refuse?: unknown }
      const issues = Object.keys(others).map((name) => ({ message: 'Unknown', path: [name] }))
      if (typeof refuse !== 'string') issues.push({ message: 'No text', path: ['refuse'] })
      return issues.length > 0 ? { issues } : { value: { refuse: refuse as string } }
    },
    jsonSchema: { input: () => ({ type: 'object', properties: { refuse: { type: 'string' } } }) },
  },
}

/** A plugin that refuses names with an ending, counts the others, and tells the count by a command. */
export const samplePlugin: PluginDefinition<SampleConfig> = definePlugin<SampleConfig>({
  name: 'sample',
  version: '1.2.3',
  description: 'Refuses names with an ending.',
  configSchema,
  hooks: {
    beforeWrite({ path }, { config }) {
      if (path.endsWith(config.refuse)) throw new Error(`Names may not end in ${config.refuse}`)
      return undefined
    },
    afterWrite: {
      priority: 1,
      async run({ path }, { records }) {
        await records.put(path, true)
      },
    },
  },
  commands: {
    count: {
      summary: 'Count the files below a directory',
      arguments: [{ name: '[PATH]', description: 'the directory' }],
      options: [
        { flags: '-n, --limit <number>', description: 'at most', type: 'number' },
        { flags: '--since <time>', description: 'changed since', type: 'time' },
        { flags: '--tag <text>', description: 'with a tag', type: 'repeated' },
        { flags: '--quick', description: 'only look' },
      ],
      async run({ open, print, confirm }, input) {
        const nexus = await open()
        if (!input.flag('quick') && !(await confirm('Count all?'))) return 130
        const [path = '/'] = input.arguments
        const limit = input.number('limit')
        const files = await nexus.list(path, limit === undefined ? {} : { limit }).toArray()
        print(
          {
            files: files.length,
            since: input.number('since') ?? null,
            tags: [...input.list('tag')],
          },
          `${files.length} files`,
        )
        return undefined
      },
    },
  },
  actions: {
    touch: { description: 'Touches a file', run: async () => ({ touched: true }) },
  },
})
