import { Decimal } from 'decimal.js'
import { childOf, type XmlElement } from './read-xml.ts'
import type { Resource } from './resource.ts'
import { fieldOf, isTranslated, type Row, type Translation, textOf, type Value } from './row.ts'
import type { SchemaField } from './schema.ts'
import type { Shop } from './shop.ts'
import { findComplaint } from './validation.ts'
import { NotModelledError, WebserviceError } from './webservice-error.ts'
import { afterWrite, beforeWrite, isKept } from './write-effects.ts'

/** The fields of an entity as sent: texts, translations, and `null` for what was left out. */
export type SentFields = ReadonlyMap<string, SentValue>
type SentValue = string | readonly Translation[] | null

/**
 * Replaces one row by what was sent and does what the shop does besides.
 *
 * @returns the row as the webservice echoes it: with the texts as sent
 * @throws {WebserviceError} unknown id, missing, read-only or invalid field
 */
export const writeRow = (shop: Shop, resource: Resource, id: number, entity: XmlElement): Row => {
  const old = resource.table.get(id)
  if (old === undefined) throw new WebserviceError(404, 92, 'Invalid ID')
  const fields = resource.schema?.fields ?? []
  const sent = readFields(fields, entity, old)
  validate(resource, fields, sent)
  refuseChangedAssociations(resource, entity, old)
  beforeWrite(resource, old, sent)

  const now = shop.now()
  const dates = {
    ...(sent.has('date_add') && !sent.get('date_add') && { date_add: now }),
    ...(sent.has('date_upd') && { date_upd: now }),
  }
  const columns = [...sent].filter(([field, value]) => !resource.isComputed(field) && !isKept(resource, field, value))
  const stored = Object.fromEntries(
    columns.map(([field, value]) => [field, toStored(resource, field, fieldOf(old, field), value)]),
  )
  shop.update(resource.name, id, { ...stored, ...dates })
  afterWrite(shop, resource, old, sent)

  const echo = Object.fromEntries(columns.map(([field, value]) => [field, value ?? '']))
  return { ...old, ...echo, ...dates, id }
}

const readFields = (fields: readonly SchemaField[], entity: XmlElement, old: Row): SentFields =>
  new Map(
    fields.map((field): [string, SentValue] => {
      const element = childOf(entity, field.name)
      if (field.translated) return [field.name, readTranslations(element, fieldOf(old, field.name))]
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
      return [field.name, element?.text ?? null]
    }),
  )

/** Languages that are not sent keep their text; a field that is not sent at all loses all of them. */
const readTranslations = (element: XmlElement | undefined, old: Value): readonly Translation[] => {
  const sent = new Map(element?.children.map((language) => [language.attributes['id'], language.text]))
  const known = isTranslated(old) ? old : []
  return known.map(({ id, value }) => ({ id, value: element === undefined ? '' : (sent.get(id) ?? value) }))
}

const validate = (resource: Resource, fields: readonly SchemaField[], sent: SentFields): void => {
  const className = resource.node.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())
  const columns = fields.filter(({ computed }) => !computed)
  for (const isTurnOfTranslations of [true, false]) {
    for (const field of columns.filter(({ translated }) => translated === isTurnOfTranslations)) {
      const value = sent.get(field.name) ?? ''
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

/** What the database makes of a text: the value that stood in the column tells the column's form. */
const toStored = (resource: Resource, field: string, old: Value, sent: SentValue): Value => {
  if (sent !== null && typeof sent !== 'string') return sent
  const form = resource.kindOf(field) === 'text' ? '' : textOf(old)
  if (sent === null || sent === '') return old === null ? null : emptyLike(form)
  const decimals = decimalNumber.exec(form)?.[1]?.length
  return decimals === undefined || !decimalNumber.test(sent)
    ? sent
    : new Decimal(sent).toFixed(decimals, Decimal.ROUND_HALF_UP)
}

const decimalNumber = /^-?\d+(?:\.(\d+))?$/

const emptyLike = (form: string): string => {
  const number = decimalNumber.exec(form)
  if (number !== null) return new Decimal(0).toFixed(number[1]?.length ?? 0)
  return /^\d{4}-\d\d-\d\d/.test(form) ? form.replaceAll(/\d/g, '0') : ''
}
