/**
 * The part of the FUSE protocol that one file of a fixed size needs; all numbers are little-endian.
 * https://github.com/torvalds/linux/blob/master/include/uapi/linux/fuse.h
 */

/** Operation codes. */
export const FUSE = {
  lookup: 1,
  forget: 2,
  getAttributes: 3,
  setAttributes: 4,
  open: 14,
  read: 15,
  write: 16,
  statFs: 17,
  release: 18,
  sync: 20,
  flush: 25,
  init: 26,
  openFolder: 27,
  releaseFolder: 29,
  access: 34,
  interrupt: 36,
  destroy: 38,
  forgetMany: 42,
} as const

/** Errors as the kernel takes them. */
export const NOT_THERE = -2
export const NOT_IMPLEMENTED = -38

/** The inodes: the folder that is mounted, and the one file in it. */
export const FOLDER_INODE = 1n
export const FILE_INODE = 2n

/** Bytes of the largest write; the buffer for requests must hold its header as well. */
export const LARGEST_WRITE = 1 << 20
export const LARGEST_REQUEST = LARGEST_WRITE + 4096

const BIG_WRITES = 1 << 5
const MAX_PAGES = 1 << 22
/** Reads and writes reach the disk at once, past the kernel's cache of the file. */
const OPEN_DIRECT = 1
const FOLDER_MODE = 0o040700
const FILE_MODE = 0o100600
const ATTRIBUTES_SIZE = 88
/** Seconds for which the kernel may believe what it was told; nothing changes. */
const FOREVER = 86_400n

/** A request of the kernel. */
export interface FuseRequest {
  readonly code: number
  readonly id: bigint
  readonly inode: bigint
  /** What comes after the header. */
  readonly body: Buffer
}

/** Reads a request; the body is a view on the bytes. */
export function parseRequest(bytes: Buffer): FuseRequest {
  return {
    code: bytes.readUInt32LE(4),
    id: bytes.readBigUInt64LE(8),
    inode: bytes.readBigUInt64LE(16),
    body: bytes.subarray(40),
  }
}

/** An answer; `error` is 0 or a negative error number. */
export function answer(id: bigint, error: number, body: Uint8Array = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(16)
  header.writeUInt32LE(16 + body.byteLength, 0)
  header.writeInt32LE(error, 4)
  header.writeBigUInt64LE(id, 8)
  return Buffer.concat([header, body])
}

/** The answer to `init`: protocol 7.31, writes of up to {@link LARGEST_WRITE}, no write-back cache. */
export function initBody(body: Buffer): Buffer {
  const result = Buffer.alloc(64)
  result.writeUInt32LE(7, 0)
  result.writeUInt32LE(31, 4)
  result.writeUInt32LE(body.readUInt32LE(8), 8)
  result.writeUInt32LE(BIG_WRITES | MAX_PAGES, 12)
  result.writeUInt16LE(16, 16)
  result.writeUInt16LE(12, 18)
  result.writeUInt32LE(LARGEST_WRITE, 20)
  result.writeUInt32LE(1, 24)
  result.writeUInt16LE(LARGEST_WRITE / 4096, 28)
  return result
}

/** The answer to `lookup`. */
export function entryBody(inode: bigint, size: number): Buffer {
  const head = Buffer.alloc(40)
  head.writeBigUInt64LE(inode, 0)
  head.writeBigUInt64LE(FOREVER, 16)
  head.writeBigUInt64LE(FOREVER, 24)
  return Buffer.concat([head, attributes(inode, size)])
}

/** The answer to `getAttributes` and `setAttributes`. */
export function attributesBody(inode: bigint, size: number): Buffer {
  const head = Buffer.alloc(16)
  head.writeBigUInt64LE(FOREVER, 0)
  return Buffer.concat([head, attributes(inode, size)])
}

/** The answer to `open`. */
export function openBody(): Buffer {
  const result = Buffer.alloc(16)
  result.writeUInt32LE(OPEN_DIRECT, 8)
  return result
}

/** The answer to `write`. */
export function writtenBody(size: number): Buffer {
  const result = Buffer.alloc(8)
  result.writeUInt32LE(size, 0)
  return result
}

/** The answer to `statFs`. */
export function statFsBody(): Buffer {
  const result = Buffer.alloc(80)
  result.writeUInt32LE(4096, 40)
  result.writeUInt32LE(255, 44)
  return result
}

/** What `read` and `write` begin with. */
export function parseRange(body: Buffer): { readonly offset: number; readonly size: number } {
  return { offset: Number(body.readBigUInt64LE(8)), size: body.readUInt32LE(16) }
}

/** The bytes of a `write`. */
export function parseData(body: Buffer, size: number): Buffer {
  return body.subarray(40, 40 + size)
}

function attributes(inode: bigint, size: number): Buffer {
  const isFolder = inode === FOLDER_INODE
  const result = Buffer.alloc(ATTRIBUTES_SIZE)
  result.writeBigUInt64LE(inode, 0)
  result.writeBigUInt64LE(BigInt(isFolder ? 0 : size), 8)
  result.writeBigUInt64LE(BigInt(isFolder ? 0 : size / 512), 16)
  result.writeUInt32LE(isFolder ? FOLDER_MODE : FILE_MODE, 60)
  result.writeUInt32LE(isFolder ? 2 : 1, 64)
  result.writeUInt32LE(4096, 80)
  return result
}
