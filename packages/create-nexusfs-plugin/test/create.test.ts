import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createPackage, main } from '../src/index.ts'

const KINDS = ['backend', 'store', 'plugin', 'command'] as const

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-create-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

interface Run {
  readonly code: number
  readonly out: string
  readonly errors: string
  readonly cwd: string
}

/** Runs a command line in an empty folder; with `answers` on a terminal, where each line is typed once it is asked for. */
async function run(args: readonly string[], answers?: readonly string[]): Promise<Run> {
  const cwd = await temporaryFolder()
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const isTTY = answers !== undefined
  const lines = [...(answers ?? [])]
  let [out, errors] = ['', '']
  stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
    if (!/: $/.test(stripped(chunk.toString())) || !isTTY) return
    const line = lines.shift()
    if (line === undefined) stdin.end()
    else stdin.write(`${line}\n`)
  })
  const io = {
    stdin: Object.assign(stdin, { isTTY }),
    stdout,
    stderr: Object.assign(stderr, { isTTY }),
    env: { npm_config_user_agent: 'pnpm/12.0.0 node' },
    cwd,
  }
  const code = await main(args, io)
  return { code, out, errors: stripped(errors), cwd }
}

/** Text without the marks by which a terminal moves its cursor. */
function stripped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is how such a mark begins
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '')
}

describe('flags', () => {
  test.each(KINDS)('make a %s in the folder that is named', async (kind) => {
    const { code, out, errors, cwd } = await run(['here', '--kind', kind, '--type', 'my-thing'])
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
    expect(out).toMatch(new RegExp(`^Made nexusfs-${kind}-my-thing in here: \\d+ files\\.`))
    expect(out).toContain('  cd here\n  pnpm install\n  pnpm run test\n  pnpm publish\n')
    const manifest = JSON.parse(await readFile(join(cwd, 'here/package.json'), 'utf8'))
    expect(manifest.nexusfs.provides).toMatchObject([{ kind, type: 'my-thing', title: 'My thing' }])
    const files = await readdir(join(cwd, 'here'), { recursive: true })
    expect(files).toEqual(expect.arrayContaining(['.gitignore', 'LICENSE', 'README.md']))
    for (const file of files.filter((name) => /\.\w+$/.test(name) && name !== '.gitignore')) {
      const text = await readFile(join(cwd, 'here', file), 'utf8')
      expect(text, file).not.toMatch(/__\w+__|workspace:|catalog:/)
    }
  })

  test('the folder is by default the name without its scope', async () => {
    const name = '@acme/nexus-thing'
    const { code, cwd } = await run(['--kind', 'plugin', '--type', 'thing', '--name', name])
    expect(code).toBe(0)
    expect(await readdir(cwd)).toEqual(['nexus-thing'])
  })

  test('texts with quotes stay what they are', async () => {
    const texts = ['--title', `Bob's "shelf" \\ $& more`, '--description', `It's Bob's "shelf"`]
    const { code, cwd } = await run(['x', '--kind', 'plugin', '--type', 'shelf', ...texts])
    expect(code).toBe(0)
    const read = (file: string) => readFile(join(cwd, 'x', file), 'utf8')
    expect(await read('src/plugin.ts')).toContain(`description: "It's Bob's \\"shelf\\"."`)
    expect(await read('README.md')).toContain(`\nIt's Bob's "shelf".\n`)
    const { provides } = JSON.parse(await read('package.json')).nexusfs
    expect(provides[0].title).toBe(`Bob's "shelf" \\ $& more`)
  })

  test('--help shows every option', async () => {
    const { code, out } = await run(['--help'])
    expect(code).toBe(0)
    for (const option of ['kind', 'type', 'name', 'title', 'description', 'yes']) {
      expect(out).toContain(`--${option}`)
    }
  })

  test('without a terminal what is missing is named at once', async () => {
    const { code, errors, cwd } = await run([])
    expect(code).toBe(2)
    expect(errors).toMatch(/--kind is missing[\s\S]*--type is missing[\s\S]*hint: Give --kind/)
    expect(await readdir(cwd)).toEqual([])
  })

  test('every wrong answer is named at once, and nothing is written', async () => {
    const wrong = ['--kind', 'driver', '--type', '../x', '--name', 'Not OK', '--title', '# x']
    const { code, errors, cwd } = await run(['there', ...wrong, '--description', 'a\nb'])
    expect(code).toBe(2)
    for (const what of ['kind "driver"', 'type "../x"', 'name "Not OK"', 'title "# x"']) {
      expect(errors).toContain(`The ${what}`)
    }
    expect(errors).toContain('The description "a\\nb"')
    expect(await readdir(cwd)).toEqual([])
  })

  test.each(['', 'Upper', '1st', 'a/b', 'https://x', 'a b', '..', 'x'.repeat(51), 'constructor\n'])(
    'the type %j is refused',
    async (type) => {
      const { code, errors } = await run(['x', '--kind', 'backend', `--type=${type}`])
      expect(code).toBe(2)
      expect(errors).toContain('The type ')
    },
  )

  test.each(['', '.x', '_x', '../x', 'a/b', '@a', '@a/', 'node_modules', 'x y', 'x'.repeat(215)])(
    'the name %j is refused',
    async (name) => {
      const { code, errors } = await run(['x', '--kind', 'store', '--type', 'x', `--name=${name}`])
      expect(code).toBe(2)
      expect(errors).toContain('The name ')
    },
  )

  test.each([['--loud'], ['a', 'b', '--kind=plugin', '--type=x'], ['--kind']])(
    'the command line %j is refused',
    async (...args) => {
      expect((await run(args)).code).toBe(2)
    },
  )
})

describe('a terminal', () => {
  test('asks until each answer can be used, and offers defaults', async () => {
    const { code, errors, cwd } = await run([], ['driver', 'store', 'My', 'mine', '', 'My own'])
    expect(code, errors).toBe(0)
    expect(errors).toMatch(/backend +stores objects[\s\S]*Answer one of backend, store/)
    expect(errors).toContain('The type "My" is not')
    const folder = join(cwd, 'nexusfs-store-mine')
    const { nexusfs } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    expect(nexusfs.provides[0]).toMatchObject({ kind: 'store', type: 'mine', title: 'My own' })
  })

  test('asks only for what is missing', async () => {
    const { code, errors } = await run(['--kind', 'plugin', '--name', 'x', '--title', 'X'], ['x'])
    expect(code, errors).toBe(0)
    expect(errors).not.toContain('Kind')
  })

  test('asks nothing with --yes', async () => {
    const { code, errors } = await run(['--kind', 'plugin', '--type', 'x', '--yes'], [])
    expect({ code, errors }).toEqual({ code: 0, errors: '' })
  })

  test('can be left, and nothing is made', async () => {
    const { code, errors, cwd } = await run([], ['plugin'])
    expect(code).toBe(130)
    expect(errors).toContain('Nothing was made.')
    expect(await readdir(cwd)).toEqual([])
  })
})

describe('the folder', () => {
  const answers = { kind: 'plugin', type: 'x' } as const

  test('may hold .git, and nothing else', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, '.git'))
    expect(await createPackage(folder, answers)).toContain('package.json')
    const before = await readdir(folder, { recursive: true })
    await expect(createPackage(folder, answers)).rejects.toMatchObject({
      name: 'CreateError',
      problems: [expect.stringMatching(/is not empty: it holds .+ and more/)],
    })
    expect(await readdir(folder, { recursive: true })).toEqual(before)
  })

  test('may not be a file, nor lie below one', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'file'), '')
    for (const place of ['file', 'file/below']) {
      await expect(createPackage(join(folder, place), answers)).rejects.toThrow('it is no folder')
    }
  })
})
