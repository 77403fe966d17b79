import { read, writeSync } from 'node:fs'
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
 * Answers for a file system with one file in it, whose bytes are those of the disk: each write, and each `fsync` as a
 * flush, is told to the disk in the order in which the kernel makes them. `onChange` is called after each, and says
 * whether that is answered. Ends when the file system was mounted and is unmounted again. When this process ends, so does the file system: who waits for it gets
 * an error.
 *
 * @param device an open `/dev/fuse`; whoever mounts it inherits it
 */
export function serveDisk(
  device: number,
  disk: VolatileDisk,
  onChange: () => boolean,
): Promise<void> {
  const buffer = Buffer.alloc(LARGEST_REQUEST)
  return new Promise((resolve, reject) => {
    const next = (): void =>
      read(device, buffer, 0, buffer.length, null, (error, size) => {
        if (error === null) respond(device, disk, parseRequest(buffer.subarray(0, size)), onChange)
        // After unmounting; aborted where something still waited for the disk then.
        else if (error.code === 'ENODEV' || error.code === 'ECONNABORTED') return resolve()
        // The device is not mounted yet.
        else if (error.code === 'EPERM') return void setTimeout(next, 1)
        // A request that was interrupted before it was read is gone.
        else if (error.code !== 'ENOENT') return reject(error)
        next()
      })
    next()
  })
}

function respond(
  device: number,
  disk: VolatileDisk,
  request: FuseRequest,
  onChange: () => boolean,
): void {
  const { code } = request
  if (code === FUSE.forget || code === FUSE.forgetMany || code === FUSE.interrupt) return
  const body = bodyOf(disk, request)
  const bytes = typeof body === 'number' ? answer(request.id, body) : answer(request.id, 0, body)
  // The change is made and not yet acknowledged.
  if ((code === FUSE.write || code === FUSE.sync) && !onChange()) return
  try {
    writeSync(device, bytes)
  } catch (error) {
    // Nobody waits any more: it was unmounted, or who asked was killed.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
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
