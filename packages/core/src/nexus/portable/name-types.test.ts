import { expect, test } from 'vitest'
import { contentTypeOf } from '../../kit/index.ts'
import { NameTypes } from './name-types.ts'

test('types are those of each name by itself, in any order', () => {
  const stems = ['', 'a', 'a.b', '.a', 'txt', 'ts']
  const endings = ['', '.', '.txt', '.TXT', '.ts', '.tsx', '.mts', '.json', '.tar.gz', '.unknown']
  const names = stems.flatMap((stem) => endings.map((ending) => stem + ending))
  const types = new NameTypes()
  for (const name of [...names, ...names.toReversed()])
    expect([name, types.of(name)]).toEqual([name, contentTypeOf(name)])
})

test('more endings than are remembered do no harm', () => {
  const types = new NameTypes()
  for (let index = 0; index < 3_000; index++) types.of(`a.${index}`)
  expect(types.of('a.txt')).toBe('text/plain')
})
