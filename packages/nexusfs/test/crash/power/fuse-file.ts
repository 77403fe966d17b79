import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, read, writeSync } from 'node:fs'
import {
  answer,
  attributesBody,
  entryBody,
  FILE_INODE,
  FOLDER_INODE,
  FUSE,
  type FuseRequest,
  initBody,
  LARGEST_REQUEST,
  NOT_IMPLEMENTED,
  NOT_THERE,
  openBody,
  parseData,
  parseRange,
  parseRequest,
  statFsBody,
  writtenBody,
} from './fuse-messages.ts'
import type { VolatileDisk } from './volatile-disk.ts'

/** The name of the file. */
export const IMAGE = 'image'

/**
 * Mounts a folder with one file in it, whose bytes are those of the disk: each write, and each `fsync` as a flush, is told
 * to the disk in the order in which the kernel makes them. `onChange` is called after each. Needs root.
 */
export async function mountDisk(
  disk: VolatileDisk,
  folder: string,
  onChange: () => void,
): Promise<void> {
  const device = openSync('/dev/fuse', 'r+')
  serve(device, disk, onChange)
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0'
  const mounting = spawn('mount', ['-i', '-t', 'fuse', '-o', options, 'power-cut', folder], {
    stdio: ['ignore', 'ignore', 'pipe', device],
  })
  await succeed(mounting)
}

/** Waits for the end of a command. @throws what it says when it fails. */
export async function succeed(child: ChildProcess): Promise<void> {
  let said = ''
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${child.spawnargs.join(' ')}: ${said.trim()}`)
}

function serve(device: number, disk: VolatileDisk, onChange: () => void): void {
  const buffer = Buffer.alloc(LARGEST_REQUEST)
  const next = (): void =>
    read(device, buffer, 0, buffer.length, null, (error, size) => {
      // After unmounting the device gives ENODEV for ever.
      if (error?.code === 'ENODEV') return
      if (error === null) respond(device, disk, parseRequest(buffer.subarray(0, size)), onChange)
      // The device is not mounted yet.
      else if (error.code === 'EPERM') return void setTimeout(next, 1)
      // A request that was interrupted before it was read is gone.
      else if (error.code !== 'ENOENT') throw error
      next()
    })
  next()
}

function respond(
  device: number,
  disk: VolatileDisk,
  request: FuseRequest,
  onChange: () => void,
): void {
  const { code } = request
  if (code === FUSE.forget || code === FUSE.forgetMany || code === FUSE.interrupt) return
  const body = bodyOf(disk, request)
  const bytes = typeof body === 'number' ? answer(request.id, body) : answer(request.id, 0, body)
  // The change is made and not yet acknowledged.
  if (code === FUSE.write || code === FUSE.sync) onChange()
  writeSync(device, bytes)
}

/** The body of the answer, or an error. */
function bodyOf(disk: VolatileDisk, { code, inode, body }: FuseRequest): Buffer | number {
  switch (code) {
    case FUSE.init:
      return initBody(body)
    case FUSE.lookup: {
      const isImage = inode === FOLDER_INODE && body.toString() === `${IMAGE}\0`
      return isImage ? entryBody(FILE_INODE, disk.size) : NOT_THERE
    }
    case FUSE.getAttributes:
    case FUSE.setAttributes:
      return attributesBody(inode, disk.size)
    case FUSE.open:
    case FUSE.openFolder:
      return openBody()
    case FUSE.read: {
      const { offset, size } = parseRange(body)
      return disk.read(offset, size)
    }
    case FUSE.write: {
      const { offset, size } = parseRange(body)
      disk.write(offset, parseData(body, size))
      return writtenBody(size)
    }
    case FUSE.statFs:
      return statFsBody()
    case FUSE.sync:
      disk.flush()
      return 0
    case FUSE.flush:
    case FUSE.release:
    case FUSE.releaseFolder:
    case FUSE.access:
    case FUSE.destroy:
      return 0
    default:
      return NOT_IMPLEMENTED
  }
}
