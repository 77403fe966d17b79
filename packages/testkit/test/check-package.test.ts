import { rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type CheckPackageOptions, checkPackage } from '../src/package/check-package.ts'
import type { PackageRule } from '../src/package/package-problem.ts'
import {
  entryWith,
  PACKAGE_JSON,
  README,
  ROW,
  type SamplePackage,
  samplePackage,
  withRows,
} from './sample-package.ts'

type Spoil = (sample: SamplePackage) => Promise<void>

/** Spoils the sample, and gives what is found as `rule: problem`. */
async function problemsAfter(
  spoil: Spoil,
  { importMs, except }: CheckPackageOptions = {},
): Promise<readonly string[]> {
  await using sample = await samplePackage()
  await spoil(sample)
  const problems = await checkPackage(sample.folder, { importMs, except })
  for (const { hint } of problems) expect(hint).toMatch(/\w{4,}.*\.$/s)
  return problems.map(({ rule, problem }) => `${rule}: ${problem}`)
}

const packageJson =
  (content: unknown): Spoil =>
  ({ write }) =>
    write('package.json', content)

const entry =
  (members?: string, before?: string): Spoil =>
  ({ write }) =>
    write('dist/index.js', entryWith(members, before))

const readme =
  (text: string): Spoil =>
  ({ write }) =>
    write('README.md', text)

test('a package that is as it should be has no problem', async () => {
  expect(await problemsAfter(async () => {})).toEqual([])
})

const CASES: readonly (readonly [fact: string, spoil: Spoil, rule: PackageRule, found: RegExp])[] =
  [
    ['no package.json', ({ folder }) => rm(join(folder, 'package.json')), 'package', /ENOENT/],
    ['a package.json that is no JSON', packageJson('{'), 'package', /cannot be read/],
    ['a package.json that is a list', packageJson([]), 'package', /holds no object/],
    ['a missing version', packageJson({ ...PACKAGE_JSON, version: 'one' }), 'package', /version/],
    ['CommonJS', packageJson({ ...PACKAGE_JSON, type: undefined }), 'package', /"type"/],
    ['no keyword', packageJson({ ...PACKAGE_JSON, keywords: [] }), 'package', /keyword/],
    ['no licence', packageJson({ ...PACKAGE_JSON, license: '' }), 'package', /license/],
    [
      'no manifest',
      packageJson({ ...PACKAGE_JSON, nexusfs: undefined }),
      'manifest',
      /no member "nexusfs"/,
    ],
    ['an empty manifest', packageJson(withRows()), 'manifest', /no list with a row/],
    [
      'a manifest of another version',
      packageJson({ ...PACKAGE_JSON, nexusfs: { ...PACKAGE_JSON.nexusfs, manifestVersion: 2 } }),
      'manifest',
      /manifestVersion is 2/,
    ],
    [
      'a row that is text',
      packageJson(withRows(Object('backend'))),
      'manifest',
      /provides\[0\] is no object/,
    ],
    ['a wrong kind', packageJson(withRows({ ...ROW, kind: 'driver' })), 'manifest', /"driver"/],
    [
      'a type that is a path',
      packageJson(withRows({ ...ROW, type: '../x' })),
      'manifest',
      /type is/,
    ],
    [
      'a type that is a URL',
      packageJson(withRows({ ...ROW, type: 'a://b' })),
      'manifest',
      /type is/,
    ],
    [
      'another contract',
      packageJson(withRows({ ...ROW, apiVersion: 9 })),
      'manifest',
      /apiVersion/,
    ],
    [
      'an entry outside',
      packageJson(withRows({ ...ROW, entry: './../x.js' })),
      'manifest',
      /entry/,
    ],
    ['an absolute entry', packageJson(withRows({ ...ROW, entry: '/x.js' })), 'manifest', /entry/],
    [
      'hooks as text',
      packageJson(withRows({ ...ROW, hooks: 'all' })),
      'manifest',
      /hooks is "all"/,
    ],
    [
      'a title of two lines',
      packageJson(withRows({ ...ROW, title: 'a\nb' })),
      'manifest',
      /title is/,
    ],
    [
      'a title that is too long',
      packageJson(withRows({ ...ROW, title: 'x'.repeat(101) })),
      'manifest',
      /title is/,
    ],
    [
      'a title that is too long for Nexus',
      packageJson(withRows({ ...ROW, title: '🎉'.repeat(51) })),
      'manifest',
      /title is/,
    ],
    [
      'an entry that no file can have',
      packageJson(withRows({ ...ROW, entry: './a\0b' })),
      'manifest',
      /entry is/,
    ],
    [
      'an unknown hook',
      packageJson(withRows({ ...ROW, kind: 'plugin', hooks: ['onWrite'] })),
      'manifest',
      /hooks is \["onWrite"\]/,
    ],
    ['hooks of a backend', packageJson(withRows({ ...ROW, hooks: [] })), 'manifest', /hooks is/],
    ['an unknown member', packageJson(withRows({ ...ROW, extra: 1 })), 'manifest', /"extra"/],
    ['a type twice', packageJson(withRows(ROW as object, ROW as object)), 'manifest', /once more/],
    [
      'an entry that is not there',
      ({ folder }) => rm(join(folder, 'dist/index.js')),
      'entry',
      /dist\/index\.js, which is not there/,
    ],
    [
      'options that are not there',
      ({ folder }) => rm(join(folder, 'dist/options.json')),
      'entry',
      /options is .*which is not there/,
    ],
    [
      'an entry that is a folder',
      async ({ folder, write }) => {
        await rm(join(folder, 'dist/index.js'))
        await write('dist/index.js/inner', '')
      },
      'entry',
      /no file/,
    ],
    [
      'an entry that is a link to the outside',
      async ({ folder }) => {
        await rm(join(folder, 'dist/index.js'))
        await symlink(import.meta.filename, join(folder, 'dist/index.js'))
      },
      'entry',
      /leads out of the package/,
    ],
    [
      'exports that name something else',
      packageJson({ ...PACKAGE_JSON, exports: './dist/other.js' }),
      'exports',
      /does not name/,
    ],
    [
      'no exports',
      packageJson({ ...PACKAGE_JSON, exports: undefined }),
      'exports',
      /does not name/,
    ],
    [
      'an entry that only another condition reaches',
      packageJson({ ...PACKAGE_JSON, exports: { browser: './dist/index.js' } }),
      'exports',
      /does not name/,
    ],
    ['an entry that throws', entry('', 'throw new Error("no luck")'), 'definition', /no luck/],
    ['a syntax error', entry('', 'const const'), 'definition', /failed: SyntaxError/],
    ['a missing import', entry('', 'import "nowhere-at-all"'), 'definition', /nowhere-at-all/],
    ['an exit', entry('', 'process.exit(3)'), 'definition', /ended the process/],
    [
      'an import that hangs',
      entry('', 'await new Promise((done) => setTimeout(done, 1e6))'),
      'definition',
      /did not end/,
    ],
    [
      'an import that never settles',
      entry('', 'await new Promise(() => {})'),
      'definition',
      /ended the process/,
    ],
    ['a loop without end', entry('', 'for (;;);'), 'definition', /did not end/],
    ['a timer that goes on', entry('', 'setInterval(() => {}, 1000)'), 'definition', /goes on/],
    ['an import that prints', entry('', 'console.log("hi")'), 'definition', /prints "hi\\n"/],
    [
      'an export of nothing',
      ({ write }) => write('dist/index.js', ''),
      'definition',
      /no default export/,
    ],
    [
      'an export of a function',
      ({ write }) => write('dist/index.js', 'export default () => {}'),
      'definition',
      /no default export/,
    ],
    [
      'another kind',
      entry('kind: "store"'),
      'definition',
      /kind "store", package.json says "backend"/,
    ],
    ['another type', entry('type: "other"'), 'definition', /type "other"/],
    ['an export of another contract', entry('apiVersion: 2'), 'definition', /apiVersion 2/],
    ['another title', entry('title: {}'), 'definition', /title "object"/],
    ['no factory', entry('create: undefined'), 'definition', /no create\(\)/],
    ['no option schema', entry('options: undefined'), 'options', /has no options/],
    ['options that are no schema', entry('options: {}'), 'options', /no standard schema/],
    [
      'a schema without JSON Schema',
      entry('options: { "~standard": { version: 1, vendor: "x", validate() {} } }'),
      'options',
      /no JSON Schema/,
    ],
    [
      'a schema that JSON Schema cannot express',
      entry(
        'options: { "~standard": { ...options["~standard"], jsonSchema: { input() { throw new Error("a date") } } } }',
      ),
      'options',
      /a date/,
    ],
    [
      'written options that are old',
      ({ write }) => write('dist/options.json', { type: 'string' }),
      'options',
      /is not what the option schema gives/,
    ],
    [
      'options that are no JSON',
      ({ write }) => write('dist/options.json', '{'),
      'options',
      /no JSON/,
    ],
    [
      'options that are not named',
      packageJson(withRows({ ...ROW, options: undefined })),
      'options',
      /names no file of options/,
    ],
    [
      'core among the dependencies',
      packageJson({ ...PACKAGE_JSON, dependencies: { '@nexusfs/core': '1' } }),
      'peer',
      /second core/,
    ],
    [
      'no peer',
      packageJson({ ...PACKAGE_JSON, peerDependencies: {} }),
      'peer',
      /has not @nexusfs\/core/,
    ],
    [
      'a peer range that is none',
      packageJson({ ...PACKAGE_JSON, peerDependencies: { '@nexusfs/core': 'newest of all' } }),
      'peer',
      /is none/,
    ],
    [
      'a peer range without the installed core',
      packageJson({ ...PACKAGE_JSON, peerDependencies: { '@nexusfs/core': '^99.0.0' } }),
      'peer',
      /does not hold \d+\.\d+\.\d+/,
    ],
    [
      'a core that is not installed',
      ({ folder }) => rm(join(folder, 'node_modules'), { recursive: true }),
      'peer',
      /not installed/,
    ],
    [
      'a README that is a folder',
      async ({ folder, write }) => {
        await rm(join(folder, 'README.md'))
        await write('README.md/inner', '')
      },
      'readme',
      /no README/,
    ],
    ['exports of nothing', packageJson({ ...PACKAGE_JSON, exports: null }), 'exports', /not name/],
    ['no README', ({ folder }) => rm(join(folder, 'README.md')), 'readme', /no README/],
    [
      'a README of another package',
      readme(README.replaceAll('sample', 'other')),
      'readme',
      /lacks the heading/,
    ],
    ['a README without a sentence', readme(README.replace('A sample.', '')), 'readme', /sentence/],
    [
      'a README without installation',
      readme(README.replace('npm install', 'npm run')),
      'readme',
      /installs/,
    ],
    ['a README without example', readme(README.replace(/```ts[^`]*```/, '')), 'readme', /example/],
    [
      'a README in another order',
      readme(README.replace(/(## Options[^#]*)(## Capabilities[^#]*)/, '$2$1')),
      'readme',
      /has the section "## Capabilities" too early/,
    ],
    [
      'a README without errors',
      readme(README.replace('## Errors', '## Mistakes')),
      'readme',
      /lacks the section "## Errors"/,
    ],
    ['a README without a link', readme(README.replace(/More: .*/, '')), 'readme', /link/],
    [
      'declarations that are not packed',
      ({ folder }) => rm(join(folder, 'dist/index.d.ts')),
      'pack',
      /names dist\/index\.d\.ts, which is not packed/,
    ],
    [
      'a test that would be packed',
      ({ write }) => write('dist/index.test.js', ''),
      'pack',
      /index\.test\.js would be packed/,
    ],
    [
      'secrets that would be packed',
      ({ write }) => write('dist/.env', ''),
      'pack',
      /dist\/\.env would be packed/,
    ],
  ]

describe('checkPackage names', () => {
  test.each(CASES)('%s', async (_, spoil, rule, found) => {
    // Starting npm takes long, and so does waiting for what does not end.
    const except: readonly PackageRule[] = rule === 'pack' ? [] : ['pack']
    const importMs = /did not end|goes on/.test(found.source) ? 3_000 : undefined
    const problems = await problemsAfter(spoil, { except, importMs })
    expect(
      problems.filter((line) => line.startsWith(`${rule}: `) && found.test(line)),
    ).toHaveLength(1)
  })
})

test('every file is named that lies outside of what package.json points to', async () => {
  const problems = await problemsAfter(async ({ write }) => {
    await write('package.json', { ...PACKAGE_JSON, files: undefined })
    for (const file of ['src/index.ts', 'tsconfig.json', 'notes.md', 'test/x.js']) {
      await write(file, '')
    }
  })
  const stray = ['notes.md', 'src/index.ts', 'test/x.js', 'tsconfig.json']
  expect(problems.toSorted()).toEqual(stray.map((file) => `pack: ${file} would be packed.`))
})

test('every problem is named at once', async () => {
  const problems = await problemsAfter(async ({ write, folder }) => {
    await write('package.json', {
      ...PACKAGE_JSON,
      license: undefined,
      exports: undefined,
      peerDependencies: undefined,
    })
    await write('dist/index.js', entryWith('type: "other"'))
    await write('dist/options.json', {})
    await write('dist/x.test.js', '')
    await rm(join(folder, 'README.md'))
  })
  expect(problems.map((line) => line.split(':')[0])).toEqual([
    'package',
    'exports',
    'definition',
    'options',
    'peer',
    'readme',
    'pack',
  ])
})

test('hooks of a plugin are those of its manifest, and its version that of the package', async () => {
  const row = {
    kind: 'plugin',
    type: 'sample',
    apiVersion: 1,
    entry: './dist/index.js',
    title: 'Sample',
    hooks: ['afterWrite', 'beforeRead'],
  }
  const plugin = (hooks: string, version: string) => async (sample: SamplePackage) => {
    await sample.write('package.json', withRows(row))
    const text = `export default { kind: 'plugin', apiVersion: 1, name: 'sample', version: '${version}', description: 'x', hooks: { ${hooks} } }`
    await sample.write('dist/index.js', text)
    await rm(join(sample.folder, 'dist/options.json'))
  }
  expect(await problemsAfter(plugin('beforeRead() {}, afterWrite() {}', '1.2.3'))).toEqual([])
  const [version, hooks, ...others] = await problemsAfter(plugin('beforeWrite() {}', '1.2.4'))
  expect(version).toMatch(/version "1\.2\.4", package\.json says "1\.2\.3"/)
  expect(hooks).toMatch(/has the hooks beforeWrite; .*says afterWrite, beforeRead/)
  expect(others).toEqual([])
})

test('pnpm replaces exports and ranges of a workspace when it packs', async () => {
  const problems = await problemsAfter(
    packageJson({
      ...PACKAGE_JSON,
      exports: { '.': './src/index.ts' },
      publishConfig: { exports: PACKAGE_JSON.exports },
      peerDependencies: { '@nexusfs/core': 'workspace:^' },
    }),
  )
  expect(problems).toEqual([])
})

test('an entry that is mended is read anew', async () => {
  await using sample = await samplePackage()
  await sample.write('dist/index.js', entryWith('type: "other"'))
  expect(await checkPackage(sample.folder, { except: ['pack'] })).toHaveLength(1)
  await sample.write('dist/index.js', entryWith())
  expect(await checkPackage(sample.folder, { except: ['pack'] })).toEqual([])
})
