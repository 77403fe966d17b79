import type { CompleteAnswers, Kind } from './answers.ts'
import { rangeOf } from './tool-versions.ts'

const CLEAN = `node -e "fs.rmSync('dist', { recursive: true, force: true })"`

/** Hooks of the plugin that the template makes. */
const HOOKS = ['beforeWrite', 'beforeDelete', 'beforeCopy', 'beforeRename', 'afterWrite']

/** The package.json of a new package. */
export function packageJsonOf({ kind, type, name, title, description }: CompleteAnswers): object {
  return {
    name,
    version: '0.1.0',
    description,
    keywords: ['nexusfs', 'nexusfs-plugin', keywordOf(kind)],
    license: 'MIT',
    type: 'module',
    engines: { node: '>=22.18' },
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    files: ['dist'],
    nexusfs: {
      manifestVersion: 1,
      provides: [
        {
          kind,
          type,
          apiVersion: 1,
          entry: './dist/index.js',
          options: './dist/options.json',
          title,
          ...(kind === 'plugin' && { hooks: HOOKS }),
        },
      ],
    },
    scripts: {
      build: `${CLEAN} && tsc -p tsconfig.build.json && node scripts/options.ts`,
      types: 'tsc -p tsconfig.json',
      test: 'npm run build && node --test "test/*.test.ts"',
      prepublishOnly: 'npm run types && npm test',
    },
    dependencies: ranges('@valibot/to-json-schema', 'valibot'),
    peerDependencies: ranges('@nexusfs/core'),
    devDependencies: ranges('@nexusfs/core', '@nexusfs/testkit', '@types/node', 'typescript'),
    publishConfig: { access: 'public' },
  }
}

function keywordOf(kind: Kind): string {
  return `nexusfs-${kind === 'plugin' ? 'hooks' : kind}`
}

function ranges(...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, rangeOf(name)]))
}
