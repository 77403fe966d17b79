import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { prepareDataFolder } from './data-folder.ts'
import { networkFilesystem } from './network-filesystem.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nexusfs-folder-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
})
const present = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined

/** The superuser may write anywhere. */
function asOrdinaryUser(run: () => void): void {
  const isSuperuser = process.geteuid?.() === 0
  if (isSuperuser) process.seteuid?.(65_534)
  try {
    run()
  } finally {
    if (isSuperuser) process.seteuid?.(0)
  }
}

describe('the data folder', () => {
  test('is made for its owner alone, with the folders above it', () => {
    const path = join(root, 'a/b/data')
    prepareDataFolder(path)
    expect(statSync(path).mode & 0o777).toBe(0o700)
  })

  test('that is there stays as it is, also behind a link', () => {
    const path = join(root, 'data')
    mkdirSync(path, { mode: 0o750 })
    symlinkSync(path, join(root, 'link'))
    prepareDataFolder(path)
    prepareDataFolder(join(root, 'link'))
    expect(statSync(path).mode & 0o777).toBe(0o750)
  })

  test.each([
    [0x6969, 'NFS'],
    [0x517b, 'SMB'],
    [0xff534d42, 'CIFS'],
    [0xff534d42 | 0, 'CIFS'],
    [0xfe534d42, 'SMB'],
  ])('on the filesystem %i is refused, naming the way round', (type, name) => {
    const path = join(root, 'data')
    const prepare = (allowNetworkFs: boolean) =>
      prepareDataFolder(path, { allowNetworkFs, filesystemType: () => type })
    expect(() => prepare(false)).toThrow(
      expect.objectContaining({
        code: 'NOT_SUPPORTED',
        message: expect.stringContaining(`${path}: it lies on a network filesystem (${name})`),
        hint: expect.stringContaining('allowNetworkFs'),
      }),
    )
    expect(present(path)).toBe(false)
    prepare(true)
    expect(present(path)).toBe(true)
  })

  test.each([
    ['ext4', 0xef53],
    ['tmpfs', 0x01021994],
    ['overlay', 0x794c7630],
    ['btrfs', 0x9123683e],
  ])('on %s is fine', (_, type) => {
    expect(networkFilesystem(type)).toBeUndefined()
  })

  test('asks for the filesystem of the nearest folder that is there', () => {
    const asked: string[] = []
    const filesystemType = (path: string) => asked.push(path) * 0
    prepareDataFolder(join(root, 'a/b'), { filesystemType })
    expect(asked).toEqual([root])
  })

  test.each(['data', 'data/below'])('%s with a file in the way is CONFIG_INVALID', (name) => {
    writeFileSync(join(root, 'data'), '')
    expect(() => prepareDataFolder(join(root, name))).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining(join(root, 'data')),
      }),
    )
  })

  test('without permission is BACKEND_DENIED with the path', () => {
    const path = join(root, 'data')
    mkdirSync(path, { mode: 0o500 })
    asOrdinaryUser(() => {
      expect(() => prepareDataFolder(join(path, 'below'))).toThrow(
        expect.objectContaining({
          code: 'BACKEND_DENIED',
          message: expect.stringContaining(join(path, 'below')),
        }),
      )
    })
  })

  test.runIf(process.platform === 'linux')('where no folder can be made is BACKEND_DENIED', () => {
    for (const path of ['/proc/nexus-data', '/proc/a/b']) {
      expect(() => prepareDataFolder(path)).toThrow(
        expect.objectContaining({ code: 'BACKEND_DENIED', message: expect.stringContaining(path) }),
      )
    }
  })
})
