import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Manifest, root } from '../kit/workspace.ts'

/** A registry on loopback that knows one publisher. */
export interface Registry {
  /** Ends with a slash. */
  readonly url: string
  /** The lines of an .npmrc with which both installing and publishing go to this registry. */
  readonly npmrc: string
  /** Lists what was published of a package, oldest first. */
  published(name: string): Promise<readonly Manifest[]>
  close(): Promise<void>
}

/** Starts a registry on a free port, with its data in `folder`. Packages of others come from npm's own registry. */
export async function startRegistry(folder: string): Promise<Registry> {
  const fixture = fileURLToPath(new URL('registry.fixture.ts', import.meta.url))
  const child = spawn(process.execPath, [fixture, folder, configured('registry')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // It trusts whom npm trusts.
    env: { NODE_EXTRA_CA_CERTS: configured('cafile'), ...process.env },
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const { port } = JSON.parse(await firstLine(child)) as { readonly port: number }
  const url = `http://127.0.0.1:${port}/`
  const token = await registerPublisher(url)
  return {
    url,
    npmrc: `registry=${url}\n//127.0.0.1:${port}/:_authToken=${token}\n`,
    published: (name) => publishedManifests(url, name),
    close: () => {
      child.stdin.end()
      return ended
    },
  }
}

/** Says why packages of others cannot be installed from a registry, or `undefined` where they can. */
export async function whyNobodyElse({ url }: Registry): Promise<string | undefined> {
  const { ok, status } = await fetch(`${url}yaml`)
  if (ok) return undefined
  return `the registry that npm is configured with does not answer, or lacks packages (${status})`
}

/** A setting of npm; empty where it has none. */
function configured(name: 'registry' | 'cafile'): string {
  const value = execFileSync('npm', ['config', 'get', name], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
  return value === 'null' ? '' : value
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout !== null) for await (const line of createInterface(stdout)) return line
  throw new Error('The registry ended before it was ready.')
}

async function registerPublisher(url: string): Promise<string> {
  const name = 'publisher'
  const response = await fetch(`${url}-/user/org.couchdb.user:${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: 'known to this test only' }),
  })
  const { token } = (await response.json()) as { readonly token?: string }
  if (token === undefined) throw new Error(`The registry refused a new user: ${response.status}`)
  return token
}

async function publishedManifests(url: string, name: string): Promise<readonly Manifest[]> {
  const response = await fetch(`${url}${name.replace('/', '%2f')}`)
  if (response.status === 404) return []
  const { versions } = (await response.json()) as { readonly versions: Record<string, Manifest> }
  return Object.values(versions)
}
