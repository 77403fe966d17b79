import { defineBackend } from '@nexusfs/core/spec'
import { create__Type__Backend } from './backend.ts'
import { optionSchema } from './options.ts'

/** The backend type `__type__`, as `nexus.yaml` names it. */
export const backend = defineBackend({
  type: '__type__',
  title: '__title__',
  options: optionSchema,
  create: (options) => create__Type__Backend(options),
})
