import { expect, it } from 'vitest'
import type { OptionIssue, OptionSchema } from '../spec/index.ts'
import { correctSpelling } from './correct-spelling.ts'

const jsonSchema = { input: () => ({ type: 'object' }) }
const words = { bucketName: 'bucket', token: 'accessToken' }

/** Refuses everything but an empty object, with one issue. */
function refusing(issue: OptionIssue): OptionSchema<object> {
  const validate = (value: unknown) =>
    Object.keys(value as object).length === 0 ? { value: {} } : { issues: [issue] }
  return { '~standard': { version: 1, vendor: 'test', validate, jsonSchema } }
}

async function messageOf(path: OptionIssue['path']): Promise<string | undefined> {
  const schema = correctSpelling(refusing({ message: 'unknown key', path }), words)
  const { issues } = await schema['~standard'].validate({ any: 1 })
  return issues?.[0]?.message
}

it('a word of another adapter is answered with the right one, as files spell it', async () => {
  expect(await messageOf(['bucketName'])).toBe('it is no option; did you mean "bucket"?')
  expect(await messageOf([{ key: 'token' }])).toBe('it is no option; did you mean "access_token"?')
})

it('other problems stay as they are', async () => {
  for (const path of [undefined, [], ['other'], ['bucketName', 0], ['constructor'], ['toString']]) {
    expect(await messageOf(path)).toBe('unknown key')
  }
})

it('values and the JSON schema pass', async () => {
  const schema = correctSpelling(refusing({ message: 'unknown key' }), words)
  expect(await schema['~standard'].validate({})).toEqual({ value: {} })
  expect(schema['~standard'].jsonSchema).toBe(jsonSchema)
})
