// Numbers of statfs(2) and of the kernel's include/uapi/linux/magic.h.
const NETWORK_FILESYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x564c, 'NCP'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'AFS'],
  [0x73757245, 'Coda'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x19830326, 'BeeGFS'],
  [0x7461636f, 'OCFS2'],
  [0x01161970, 'GFS2'],
])

/** The name of a network filesystem by its number on Linux; `undefined` for any other. */
export function networkFilesystem(type: number): string | undefined {
  // The number is unsigned in the kernel and signed on some machines.
  return NETWORK_FILESYSTEMS.get(type >>> 0)
}
