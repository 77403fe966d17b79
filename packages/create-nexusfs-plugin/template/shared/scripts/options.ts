// Writes the options as JSON Schema, so that Nexus can list them without running the package.
import { writeFileSync } from 'node:fs'
import { optionSchema } from '../src/options.ts'

const schema = optionSchema['~standard'].jsonSchema.input({ target: 'draft-2020-12' })
writeFileSync('dist/options.json', `${JSON.stringify(schema, undefined, 2)}\n`)
