import { defineStore } from '@nexusfs/core/spec'
import { optionSchema } from './options.ts'
import { create__Type__Store } from './store.ts'

/** The store type `__type__`, as `nexus.yaml` names it. */
export const store = defineStore({
  type: '__type__',
  title: '__title__',
  options: optionSchema,
  create: (options) => create__Type__Store(options),
})
