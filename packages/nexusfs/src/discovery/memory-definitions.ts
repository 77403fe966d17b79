import { createMemoryBackend, createMemoryStore, defineBackend, defineStore } from '@nexusfs/core'
import * as v from 'valibot'

const noOptions = v.strictObject({})

/** The backend type `memory`. */
export const memoryBackend = defineBackend({
  type: 'memory',
  title: 'Memory',
  options: noOptions,
  shared: false,
  create: () => createMemoryBackend(),
})

/** The store type `memory`. */
export const memoryStore = defineStore({
  type: 'memory',
  title: 'Memory',
  options: noOptions,
  create: () => createMemoryStore(),
})
