/** Names of types, plugins and their commands: what users write in `nexus.yaml`, or after `nexus`. */
export const TYPE_NAME = /^[a-z][a-z0-9-]*$/

/** The rule of {@link TYPE_NAME} in words, as in `A type is …`. */
export const TYPE_NAME_RULE = 'a lower-case letter, then lower-case letters, digits and "-"'

/** Whether a value is a name of a type, a plugin or a command. */
export function isTypeName(value: unknown): value is string {
  return typeof value === 'string' && TYPE_NAME.test(value)
}
