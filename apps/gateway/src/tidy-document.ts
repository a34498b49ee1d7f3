type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => value !== null && typeof value === 'object' && !Array.isArray(value)

/** What zod adds for machines and nobody can read: patterns that repeat a format, the bounds of safe integers. */
const isNoise = (schema: Json, name: string): boolean =>
  (name === 'pattern' && 'format' in schema) ||
  (name === 'minimum' && schema[name] === Number.MIN_SAFE_INTEGER) ||
  (name === 'maximum' && schema[name] === Number.MAX_SAFE_INTEGER)

const withoutNoise = (_key: string, value: unknown): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).filter(([name]) => !isNoise(value, name))) : value

/** Makes a generated OpenAPI document fit to read, and leaves out components that nothing refers to. */
export const tidyDocument = <Document extends object>(document: Document): Document => {
  const text = JSON.stringify(document, withoutNoise)
  const isUnused = (key: string) => key.endsWith('Input') && !text.includes(`"#/components/schemas/${key}"`)
  const tidied = JSON.parse(text, (key, value) => (isObject(value) && isUnused(key) ? undefined : value))
  // What was left out may have been the only one to refer to others.
  return JSON.stringify(tidied) === text ? tidied : tidyDocument(tidied)
}
