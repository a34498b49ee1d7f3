import type { AuditChange } from '@pretok/db'

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** The leaves of a JSON object by their path, e.g. `settings.orders.unit`; lists and empty objects count as leaves. */
const toLeaves = (value: Record<string, unknown>, path: readonly string[] = []): [string, unknown][] =>
  Object.entries(value).flatMap(([name, inner]) => {
    const here = [...path, name]
    return isObject(inner) && Object.keys(inner).length > 0 ? toLeaves(inner, here) : [[here.join('.'), inner]]
  })

/** Every field of two JSON objects that is not the same in both. */
export const findChangedFields = (before: object, after: object): AuditChange[] => {
  const [from, to] = [before, after].map((one) => new Map(toLeaves(one as Record<string, unknown>))) as [
    Map<string, unknown>,
    Map<string, unknown>,
  ]
  return [...new Set([...from.keys(), ...to.keys()])]
    .filter((field) => JSON.stringify(from.get(field)) !== JSON.stringify(to.get(field)))
    .map((field) => ({
      field,
      ...(from.has(field) ? { from: from.get(field) } : {}),
      ...(to.has(field) ? { to: to.get(field) } : {}),
    }))
}
