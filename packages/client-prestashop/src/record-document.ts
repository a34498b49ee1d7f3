import { childElements, textOf, writeXml, type XmlElement } from './xml.ts'

/**
 * One record as PrestaShop writes it in XML, with all of its fields. A PUT replaces the whole record, so it is changed here
 * field by field and sent back whole; what is not touched stays as it came.
 */
export interface XmlDocument {
  /** A field's text, `''` when empty; undefined when the record has no such field. */
  get(field: string): string | undefined
  /** Sets a plain field. PrestaShop ignores elements it does not know, so a field that is not there is an error. */
  set(field: string, value: string | number): void
  remove(field: string): void
  /** The body of a PUT. */
  toString(): string
}

const toBody = (root: XmlElement): string => `<?xml version="1.0" encoding="UTF-8"?>\n${writeXml(root)}\n`

/** @param root the `<prestashop>` element of an answer; undefined is given where it does not hold exactly one record. */
export const toRecordDocument = (root: XmlElement): XmlDocument | undefined => {
  const [record, ...others] = childElements(root)
  if (record === undefined || others.length > 0) return undefined
  const find = (field: string) => childElements(record, field)[0]

  return {
    get(field) {
      const element = find(field)
      return element && textOf(element)
    },
    set(field, value) {
      const element = find(field)
      if (element === undefined) throw new Error(`<${record.name}> has no field ${field}`)
      if (childElements(element).length > 0) throw new Error(`${field} of <${record.name}> is not a plain field`)
      element.children = [String(value)]
    },
    remove(field) {
      record.children = record.children.filter((child) => typeof child === 'string' || child.name !== field)
    },
    toString: () => toBody(root),
  }
}

/**
 * The body of a PUT of several records, each with all of its fields. PrestaShop does not look at the name of their elements.
 *
 * @param records one or more, each with its `id`; a field that it does not name becomes empty
 */
export const writeRecords = (resource: string, records: readonly Readonly<Record<string, string>>[]): string => {
  const toField = ([name, value]: [string, string]): XmlElement => ({ name, attributes: {}, children: [value] })
  const children = records.map((record) => ({
    name: resource.replace(/s$/, ''),
    attributes: {},
    children: Object.entries(record).map(toField),
  }))
  return toBody({ name: 'prestashop', attributes: {}, children })
}

/** The ids of the records that an answer holds, in its order. @param root the `<prestashop>` element */
export const idsOf = (root: XmlElement): string[] =>
  childElements(root).map((record) => childElements(record, 'id').map(textOf).join(''))
