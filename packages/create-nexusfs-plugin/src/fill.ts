import type { CompleteAnswers } from './answers.ts'

/** Puts the answers in the place of `__type__`, `__Type__`, `__name__`, `__package__`, `__title__` and `__description__`. */
export function fill(text: string, answers: CompleteAnswers): string {
  const { type, name, title, description } = answers
  const values: Readonly<Record<string, string>> = {
    type,
    Type: pascalCase(type),
    name: camelCase(type),
    package: name,
    title,
    description,
  }
  return text
    .replace(/'__(title|description)__'/g, (_, key: string) => literal(values[key] ?? ''))
    .replace(
      /__(type|Type|name|package|title|description)__/g,
      (_, key: string) => values[key] ?? '',
    )
}

/** A text as a literal of TypeScript. */
function literal(text: string): string {
  return /['\\]/.test(text) ? JSON.stringify(text) : `'${text}'`
}

function pascalCase(type: string): string {
  const words = type.split('-').filter(Boolean)
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function camelCase(type: string): string {
  const name = pascalCase(type)
  return name.charAt(0).toLowerCase() + name.slice(1)
}
