/**
 * What the certificate library's dependency container asks of the global `Reflect`: notes about classes. It refuses to load
 * without them, and the usual polyfill is a package more for three functions.
 */
const notes = new WeakMap<object, Map<unknown, unknown>>()

const notesOf = (target: object): Map<unknown, unknown> => {
  const known = notes.get(target) ?? new Map()
  notes.set(target, known)
  return known
}

const getOwnMetadata = (key: unknown, target: object): unknown => notesOf(target).get(key)

const getMetadata = (key: unknown, target: object): unknown => {
  for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at)) {
    if (notesOf(at).has(key)) return notesOf(at).get(key)
  }
  return undefined
}

const defineMetadata = (key: unknown, value: unknown, target: object): void => void notesOf(target).set(key, value)

Object.assign(Reflect, { getOwnMetadata, getMetadata, defineMetadata })
