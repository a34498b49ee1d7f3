import { ConnectionSettings } from '@pretok/domain'
import { z } from 'zod'
import { invalidRequest, toFieldErrors } from '../errors.ts'

z.globalRegistry.add(ConnectionSettings, { id: 'ConnectionSettings' })

export { ConnectionSettings }

/** The same schema, but no object in it takes a field that it does not know. */
const strictly = <Schema extends z.ZodType>(schema: Schema): Schema => {
  const { id: _, ...told } = schema.meta() ?? {}
  const strict =
    schema instanceof z.ZodPrefault
      ? strictly(schema.unwrap() as z.ZodType).prefault({})
      : schema instanceof z.ZodObject
        ? z.strictObject(
            Object.fromEntries(Object.entries(schema.shape).map(([name, field]) => [name, strictly(field)])),
          )
        : undefined
  return strict ? (strict.meta(told) as unknown as Schema) : schema
}

/** Settings as callers give them: what is left out has its default, what is not known is refused. */
export const SettingsInput = strictly(ConnectionSettings)

/** A JSON Schema; what of it is fixed. */
export const SettingsSchema = z
  .looseObject({ $schema: z.string(), type: z.literal('object'), properties: z.record(z.string(), z.unknown()) })
  .meta({ id: 'SettingsSchema' })

/** What `SettingsInput` takes, for forms and programs. */
export const settingsSchema = SettingsSchema.parse(z.toJSONSchema(SettingsInput, { io: 'input' }))

/** Any part of the settings. */
export const SettingsPatch = z.record(z.string(), z.unknown()).meta({
  description:
    'Any part of the settings, merged field by field (RFC 7396); a list is replaced as a whole; null restores a default.',
  examples: [{ orders: { warehouse: 'M1', paymentRules: { ps_wirepayment: 'always' } } }],
})

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** @see RFC 7396, section 2 */
const mergePatch = (target: unknown, patch: unknown): unknown => {
  if (!isObject(patch)) return patch
  const merged = new Map(Object.entries(isObject(target) ? target : {}))
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name)
    else merged.set(name, mergePatch(merged.get(name), value))
  }
  return Object.fromEntries(merged)
}

/** @throws {RequestError} the result is not valid */
export const mergeSettings = (
  current: ConnectionSettings,
  patch: z.output<typeof SettingsPatch>,
): ConnectionSettings => {
  const result = SettingsInput.safeParse(mergePatch(current, patch))
  if (result.success) return result.data
  const issues = result.error.issues.map((issue) => ({ ...issue, path: ['settings', ...issue.path] }))
  throw invalidRequest(toFieldErrors(issues, 'settings'))
}
