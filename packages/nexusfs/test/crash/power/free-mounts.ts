import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** Something that is mounted, in the mount namespace of some process. */
export interface FoundMount {
  /** Such as `fuse` or `ext4`. */
  readonly type: string
  /** The minor number of its device, which for FUSE is the number of the connection. */
  readonly minor: string
  readonly point: string
}

const LIMIT = 10_000
const CONTROL = '/sys/fs/fuse/connections'
/** `36 35 0:45 / /tmp/x/disk rw,noatime - fuse power-cut rw`, with any number of fields before the dash. */
const LINE = /^\S+ \S+ \d+:(\d+) \S+ (\S+) .*? - (\S+)/

/** What lies mounted below a folder, in the mount namespace of any process, each once. */
export function mountsBelow(folder: string): readonly FoundMount[] {
  if (process.platform !== 'linux') return []
  const found = new Map<string, FoundMount>()
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    for (const line of mountLines(id)) {
      const [, minor = '', point = '', type = ''] = LINE.exec(line) ?? []
      if (point.startsWith(`${folder}/`)) found.set(`${minor} ${point}`, { type, minor, point })
    }
  return [...found.values()]
}

/**
 * Ends every FUSE connection below a folder: whoever waits for its process gets an error instead, and can be killed.
 * Finds nothing to do unless that process could not be killed.
 */
export function abortFuseBelow(folder: string): void {
  const stuck = mountsBelow(folder).filter(({ type }) => type.startsWith('fuse'))
  for (const { minor } of stuck) abortConnection(minor)
}

/** In a namespace, since not every machine has the files that control FUSE mounted. */
function abortConnection(minor: string): void {
  const script = 'mount -t fusectl fusectl "$0" 2>/dev/null; echo 1 > "$0/$1/abort"'
  const args = ['--mount', 'sh', '-c', script, CONTROL, minor]
  spawnSync('unshare', args, { timeout: LIMIT, killSignal: 'SIGKILL' })
}

/** Nothing for a process that has ended, or that is not ours to look at. */
function mountLines(id: string): readonly string[] {
  try {
    return readFileSync(`/proc/${id}/mountinfo`, 'utf8').split('\n')
  } catch {
    return []
  }
}
