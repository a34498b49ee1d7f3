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
    toString: () => `<?xml version="1.0" encoding="UTF-8"?>\n${writeXml(root)}\n`,
  }
}
