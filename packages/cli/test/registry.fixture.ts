import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

const run = promisify(execFile)
// Where pnpm is, also when tests are not run by a script of the workspace.
const PROGRAMS = fileURLToPath(new URL('../../../node_modules/.bin', import.meta.url))

/** A package as its author would publish it. */
export interface PublishedPackage {
  readonly name: string
  readonly version?: string
  readonly description?: string
  readonly keywords?: readonly string[]
  /** The `nexusfs` field. */
  readonly nexusfs?: unknown
  readonly files?: Readonly<Record<string, string>>
  readonly scripts?: Readonly<Record<string, string>>
}

/** A package registry on loopback that serves the packages it was made with. */
export interface PackageRegistry {
  readonly url: string
  /** Paths that were asked for. */
  readonly requests: readonly string[]
  /** Environment in which package managers use it and nothing else of this machine. */
  environment(home: string): Readonly<Record<string, string>>
}

interface Options {
  /**
   * What it answers to a search: the packages, the packages to plain words only, a status, or text. Default the packages.
   */
  readonly search?: 'packages' | 'words' | number | string
}

/** Starts a registry that ends with the test. */
export async function packageRegistry(
  packages: readonly PublishedPackage[],
  { search = 'packages' }: Options = {},
): Promise<PackageRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-registry-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const tarballs = new Map<string, Buffer>()
  for (const published of packages) tarballs.set(published.name, await pack(folder, published))
  const requests: string[] = []
  let url = ''
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://registry').pathname)
    requests.push(request.url ?? '')
    const tarball = tarballs.get(path.replace(/^\/tarballs\//, '').replace(/\.tgz$/, ''))
    const published = packages.find(({ name }) => path === `/${name}`)
    const isByKeyword = request.url?.includes('text=keywords') === true
    if (path === '/-/v1/search' && search === 'words')
      send(response, 200, { objects: isByKeyword ? [] : packages.map(plainRow), total: 1 })
    else if (path === '/-/v1/search') answerSearch(response, packages, search)
    else if (path.startsWith('/tarballs/') && tarball) response.end(tarball)
    else if (published === undefined) send(response, 404, { error: 'Not found' })
    else send(response, 200, packument(published, tarballs.get(published.name), url))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    url,
    requests,
    environment: (home) => ({
      HOME: home,
      PATH: `${PROGRAMS}:${process.env.PATH}`,
      npm_config_registry: url,
      npm_config_cache: join(home, '.npm-cache'),
      npm_config_update_notifier: 'false',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_fetch_retries: '0',
    }),
  }
}

function answerSearch(
  response: ServerResponse,
  packages: readonly PublishedPackage[],
  answer: Options['search'],
): void {
  const objects = packages.map(({ name, version = '1.0.0', description, keywords }) => ({
    package: {
      name,
      version,
      description,
      keywords,
      date: '2026-01-02T03:04:05.000Z',
      publisher: { username: 'ann', email: 'ann@example.org' },
      maintainers: [{ username: 'ann', email: 'ann@example.org' }],
      links: {},
    },
  }))
  if (typeof answer === 'number') send(response, answer, { error: 'no search' })
  else if (answer !== 'packages') response.end(answer)
  else send(response, 200, { objects, total: objects.length, time: 'now' })
}

/** A row of a registry that knows less. */
function plainRow({ name, version = '1.0.0', keywords = [] }: PublishedPackage): object {
  const tags = { 'dist-tags': { latest: version } }
  return { package: { name, keywords, ...tags, maintainers: [], publisher: {} } }
}

function packument(published: PublishedPackage, tarball: Buffer | undefined, url: string): object {
  const { version = '1.0.0' } = published
  const integrity = `sha512-${createHash('sha512')
    .update(tarball ?? '')
    .digest('base64')}`
  const manifest = {
    ...manifestOf(published),
    _npmUser: { name: 'ann', email: 'ann@example.org' },
    dist: { tarball: `${url}tarballs/${published.name}.tgz`, integrity },
  }
  return {
    name: published.name,
    'dist-tags': { latest: version },
    versions: { [version]: manifest },
    time: { [version]: '2026-01-02T03:04:05.000Z' },
  }
}

function manifestOf(published: PublishedPackage): object {
  const { files: _, ...manifest } = published
  return { version: '1.0.0', type: 'module', ...manifest }
}

async function pack(folder: string, published: PublishedPackage): Promise<Buffer> {
  const home = join(folder, published.name)
  const all = {
    'package.json': JSON.stringify(manifestOf(published)),
    ...published.files,
  }
  for (const [name, text] of Object.entries(all)) {
    const path = join(home, 'package', name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
  const file = join(home, 'package.tgz')
  await run('tar', ['-czf', file, '-C', home, 'package'])
  return readFile(file)
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
