import { childOf, type XmlElement } from './read-xml.ts'
import type { Resource } from './resource.ts'
import { fieldOf, isTranslated, type Row, type Translation, textOf, type Value } from './row.ts'
import type { SchemaField } from './schema.ts'
import type { Shop } from './shop.ts'
import { toStored } from './stored-value.ts'
import { findComplaint } from './validation.ts'
import { NotModelledError, WebserviceError } from './webservice-error.ts'
import { afterWrite, beforeWrite, defaultOf, echoedAfterwards, isKept, whileReading } from './write-effects.ts'

/** The fields of an entity as sent: texts, translations, and `null` for what a PUT left out. */
export type SentFields = ReadonlyMap<string, SentValue>
export type SentValue = string | readonly Translation[] | null

/** PUT replaces the whole row, PATCH changes what is sent. */
export type WriteMethod = 'PUT' | 'PATCH'

/**
 * Writes one row by what was sent and does what the shop does besides.
 *
 * @returns the row as the webservice echoes it: with the texts as sent
 * @throws {WebserviceError} unknown id, missing, read-only or invalid field. An order's state has changed by then.
 * @throws {PhpCrash} the shop dies of it
 */
export const writeRow = (shop: Shop, resource: Resource, method: WriteMethod, id: number, entity: XmlElement): Row => {
  const old = resource.table.get(id)
  if (old === undefined) throw new WebserviceError(404, 92, 'Invalid ID')
  const fields = resource.schema?.fields ?? []
  const sent = new Map<string, SentValue>()
  let object = old
  for (const field of fields) {
    const element = childOf(entity, field.name)
    if (element === undefined && method === 'PATCH') continue
    const value = readField(field, element, old)
    sent.set(field.name, value)
    object = whileReading(shop, resource, object, field.name, value, () => stored(resource, old, sent)) ?? object
  }
  for (const field of sent.keys()) sent.set(field, defaultOf(shop, resource, field, sent.get(field) ?? null))
  validate(resource, fields, (field) => sent.get(field) ?? (method === 'PUT' ? '' : contentOf(object, field)))
  refuseChangedAssociations(resource, entity, old)
  beforeWrite(resource, sent)

  const now = shop.now()
  const dates = {
    ...(sent.has('date_add') && !sent.get('date_add') && { date_add: now }),
    ...(fields.some(({ name }) => name === 'date_upd') && { date_upd: now }),
  }
  shop.update(resource.name, id, { ...stored(resource, old, sent), ...dates })
  afterWrite(shop, resource, old, sent)

  const columns = columnsOf(resource, sent).map(([field, value]) => [field, value ?? emptyEcho(resource, field)])
  return { ...object, ...Object.fromEntries(columns), ...dates, ...echoedAfterwards(resource, id, method), id }
}

/** The columns that were sent, without those that something else decides. */
const columnsOf = (resource: Resource, sent: SentFields): [string, SentValue][] =>
  [...sent].filter(([field]) => !resource.isComputed(field) && !isKept(resource, field))

const stored = (resource: Resource, old: Row, sent: SentFields): Record<string, Value> =>
  Object.fromEntries(
    columnsOf(resource, sent).map(([field, value]) => [field, toStored(resource, field, fieldOf(old, field), value)]),
  )

/** A translated field that was not sent is no list any more. */
const emptyEcho = (resource: Resource, field: string): Value => (resource.isTranslated(field) ? null : '')

const readField = (field: SchemaField, element: XmlElement | undefined, old: Row): SentValue => {
  if (field.translated) return element === undefined ? null : readTranslations(element, fieldOf(old, field.name))
  checkPresence(field, element)
  return element?.text ?? null
}

/** @throws {WebserviceError} the field is required and missing, or sent and read-only */
export const checkPresence = (field: SchemaField, element: XmlElement | undefined): void => {
  if (element === undefined && field.required) {
    throw new WebserviceError(400, 41, `parameter "${field.name}" required`)
  }
  if (element !== undefined && field.readOnly) {
    throw new WebserviceError(
      400,
      93,
      `parameter "${field.name}" not writable. Please remove this attribute of this XML`,
    )
  }
}

/** Languages that are not sent keep their text. */
const readTranslations = (element: XmlElement, old: Value): readonly Translation[] => {
  const sent = new Map(element.children.map((language) => [language.attributes['id'], language.text]))
  const known = isTranslated(old) ? old : []
  return known.map(({ id, value }) => ({ id, value: sent.get(id) ?? value }))
}

const contentOf = (row: Row, field: string): string | readonly Translation[] => {
  const value = fieldOf(row, field)
  return isTranslated(value) ? value : textOf(value)
}

/** Checks every column, translated ones first. @throws {WebserviceError} the first complaint */
export const validate = (
  resource: Resource,
  fields: readonly SchemaField[],
  readValue: (field: string) => string | readonly Translation[],
): void => {
  const className = resource.node.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())
  const columns = fields.filter(({ computed }) => !computed)
  for (const isTurnOfTranslations of [true, false]) {
    for (const field of columns.filter(({ translated }) => translated === isTurnOfTranslations)) {
      const value = readValue(field.name)
      const texts = typeof value === 'string' ? [value] : value.map((translation) => translation.value)
      for (const text of texts) {
        const complaint = findComplaint(className, field, text)
        const code = isTurnOfTranslations ? 84 : 85
        if (complaint !== undefined) throw new WebserviceError(400, code, `Validation error: "${complaint}"`)
      }
    }
  }
}

/** Sending back the associations as they are changes nothing. The lines of an order are not looked at. */
const refuseChangedAssociations = (resource: Resource, entity: XmlElement, old: Row): void => {
  for (const association of childOf(entity, 'associations')?.children ?? []) {
    const declared = resource.associations.find(({ name }) => name === association.name)
    if (declared === undefined) {
      throw new WebserviceError(400, 86, `The association "${association.name}" does not exists`)
    }
    if (resource.name === 'orders') continue
    const sent = association.children.map((item) => item.children.map(({ text }) => text).join('|'))
    const stored = (old.associations?.[association.name] ?? []).map((item) =>
      declared.fields.map(({ name }) => item[name] ?? '').join('|'),
    )
    if (sent.join('\n') !== stored.join('\n')) {
      throw new NotModelledError(`changing the association ${association.name} of ${resource.name}`)
    }
  }
}
