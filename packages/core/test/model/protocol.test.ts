import { describe, expect, test } from 'vitest'
import { explore } from './explore.ts'
import { PROTOCOL, type Protocol } from './protocol.ts'
import type { World } from './state.ts'

const WORLD: World = {
  writers: 2,
  collectors: 1,
  hasReader: true,
  deletes: 1,
  damages: 0,
  tries: 2,
  leasesExpire: true,
  crashes: true,
}

/** Worlds whose interleavings are explored to the last one, and fewer states than which would be no exploration. */
const WORLDS = {
  'two writers, a deleter, two collectors, crashes, leases that run out': [
    { ...WORLD, collectors: 2, hasReader: false, deletes: 2 },
    500_000,
  ],
  'two writers, a deleter, a collector, a reader, crashes, leases that run out': [WORLD, 150_000],
  'two writers, a deleter, a collector, damage and crashes': [
    { ...WORLD, hasReader: false, damages: 1 },
    30_000,
  ],
  'a writer, a deleter, two collectors, a reader and damage': [
    { ...WORLD, writers: 1, collectors: 2, damages: 1 },
    4_000,
  ],
  'two writers that come too late and do not crash': [
    { ...WORLD, hasReader: false, crashes: false },
    4_000,
  ],
} satisfies Record<string, [World, number]>

/** What breaking each rule leads to. */
const CONSEQUENCES = {
  keepsLeases: 'a writer within its lease lost its content',
  asksForReferences: 'a file names content that is not there',
  condemnsFirst: 'a file has no object',
  deletesBeforeDropping: 'an object stays for ever',
  renewsGenerations: 'key 1 was handed out again',
  keepsDoubted: 'a file names content that is not there',
  doomsDoubted: 'an object stays for ever',
  confirmsGeneration: 'a file names content that is not there',
  uploadsFirst: 'a file has no object',
  listsAnnounced: 'an object stays for ever',
  listsPruned: 'an object stays for ever',
  keepsLeasedListed: 'an object stays for ever',
  readsAgain: 'a read of a file failed',
  clearsLateUploads: 'an object stays for ever',
} satisfies Record<keyof Protocol, string>

describe('the protocol of content', () => {
  test.each(Object.entries(WORLDS))(
    '%s: no interleaving loses, breaks or leaves anything',
    (_, [world, least]) => {
      const { states, violation, steps } = explore(world, PROTOCOL)
      expect(violation, steps.join('\n')).toBeUndefined()
      expect(states).toBeGreaterThan(least)
    },
    60_000,
  )
})

describe('a protocol that breaks a rule is caught', () => {
  test.each(Object.entries(CONSEQUENCES))('without %s: %s', (rule, consequence) => {
    const broken = { ...PROTOCOL, [rule]: false }
    const isCaught = Object.values(WORLDS)
      .reverse()
      .some(([world]) => explore(world, broken).violation === consequence)
    expect(isCaught).toBe(true)
  })
})
