import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const CORE = fileURLToPath(new URL('../../core', import.meta.url))

/** A package on the disk that has nothing wrong, and may be spoilt. */
export interface SamplePackage extends AsyncDisposable {
  readonly folder: string
  /** Writes a file; text as it is, anything else as JSON. */
  write(file: string, content: unknown): Promise<void>
}

/** The package.json of the sample. */
export const PACKAGE_JSON = {
  name: 'nexusfs-backend-sample',
  version: '1.2.3',
  description: 'A sample.',
  keywords: ['nexusfs-plugin'],
  license: 'MIT',
  type: 'module',
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  files: ['dist'],
  nexusfs: {
    manifestVersion: 1,
    provides: [
      {
        kind: 'backend',
        type: 'sample',
        apiVersion: 1,
        entry: './dist/index.js',
        options: './dist/options.json',
        title: 'Sample',
      },
    ],
  },
  peerDependencies: { '@nexusfs/core': '>=0.0.0' },
}

/** The row of the sample's manifest. */
export const ROW = PACKAGE_JSON.nexusfs.provides[0]

/** Its package.json with another row, or with several. */
export function withRows(...rows: readonly object[]): object {
  return { ...PACKAGE_JSON, nexusfs: { manifestVersion: 1, provides: rows } }
}

/** What its entry exports, with some members in another way, as JavaScript. */
export function entryWith(members = '', before = ''): string {
  return `${before}
const jsonSchema = { input: () => ({ type: 'object' }) }
const options = { '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value }), jsonSchema } }
export default { kind: 'backend', type: 'sample', apiVersion: 1, title: 'Sample', options, create() {}, ${members} }
`
}

/** The parts of its README. */
export const README = `# nexusfs-backend-sample

A sample.

\`\`\`console
npm install nexusfs-backend-sample
\`\`\`

\`\`\`ts
console.log('hello')
\`\`\`

## Options

None.

## Capabilities

None.

## Errors

None.

More: [Nexus](https://github.com/nexusfs/nexus).
`

/** Makes the sample in a temporary folder. */
export async function samplePackage(): Promise<SamplePackage> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-package-'))
  const write = async (file: string, content: unknown): Promise<void> => {
    const path = join(folder, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  }
  await write('package.json', PACKAGE_JSON)
  await write('README.md', README)
  await write('LICENSE', 'MIT')
  await write('dist/index.js', entryWith())
  await write('dist/index.d.ts', 'export {}')
  await write('dist/options.json', { type: 'object' })
  await mkdir(join(folder, 'node_modules/@nexusfs'), { recursive: true })
  await symlink(CORE, join(folder, 'node_modules/@nexusfs/core'))
  return {
    folder,
    write,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
