import { childOf, readXml, type XmlElement } from './read-xml.ts'
import type { Association } from './resource-table.ts'

/** What `?schema=synopsis` says about one field. */
export interface SchemaField {
  readonly name: string
  readonly translated: boolean
  readonly required: boolean
  readonly readOnly: boolean
  /** Made by PHP, no column: cannot be filtered. */
  readonly computed: boolean
  /** Name of PrestaShop's validation method, e.g. `isUnsignedId`. */
  readonly format?: string
  readonly maxSize?: number
}

export interface Schema {
  readonly fields: readonly SchemaField[]
  readonly associations: readonly Association[]
  /** The synopsis document as the shop answered it, and the address its links start with. */
  readonly text: string
  readonly apiUrl: string
}

/** Reads a synopsis document. `apiUrl` is the address its links start with. */
export const parseSchema = (text: string, apiUrl: string): Schema => {
  const entity = readXml(text).children[0]
  const elements = entity?.children ?? []
  return {
    fields: elements.filter(({ name }) => name !== 'associations').map(toField),
    associations: (elements.find(({ name }) => name === 'associations')?.children ?? []).map((element) =>
      toAssociation(element, apiUrl),
    ),
    text,
    apiUrl,
  }
}

const toField = ({ name, attributes, children }: XmlElement): SchemaField => {
  const { format, maxSize } = attributes
  return {
    name,
    translated: children.some((child) => child.name === 'language'),
    required: attributes['required'] === 'true',
    readOnly: attributes['read_only'] === 'true',
    computed: attributes['notFilterable'] === 'true',
    ...(format !== undefined && { format }),
    ...(maxSize !== undefined && { maxSize: Number(maxSize) }),
  }
}

const toAssociation = (element: XmlElement, apiUrl: string): Association => {
  const { nodeType = '', ...attributes } = element.attributes
  return {
    name: element.name,
    nodeType,
    attributes: Object.entries(attributes)
      .map(([name, value]) => `${name}="${value}"`)
      .join(' '),
    fields: (childOf(element, nodeType)?.children ?? []).map((field) => {
      const href = field.attributes['xlink:href']
      return href === undefined
        ? { name: field.name }
        : { name: field.name, link: href.slice(apiUrl.length).replace(/\/$/, '') }
    }),
  }
}

/** The synopsis for another address and set of languages. */
export const renderSynopsis = (schema: Schema, apiUrl: string, languages: readonly string[]): string =>
  schema.text
    .replaceAll(schema.apiUrl, apiUrl)
    .replaceAll(languageElements, () =>
      languages
        .map(
          (id) =>
            `<language id="${id}" xlink:href="${apiUrl}languages/${id}" format="isUnsignedId" ><![CDATA[]]></language>`,
        )
        .join(''),
    )

/** The empty form: no attributes, no fields that nobody may write, and an id. */
export const renderBlank = (schema: Schema, languages: readonly string[]): string =>
  schema.text
    .replaceAll(/^\t<(\w+) [^>]*read_only="true"[^>]*>.*\n/gm, (line, name: string) =>
      schema.fields.some((field) => field.readOnly && field.name === name) ? '' : line,
    )
    .replaceAll(/^(\t?<\w+) [^>]*>/gm, (whole, start: string) => (start === '<prestashop' ? whole : `${start}>`))
    .replaceAll(languageElements, () => languages.map((id) => `<language id="${id}"><![CDATA[]]></language>`).join(''))
    .replace(/^(<prestashop .*\n<\w+>\n)/m, '$1\t<id><![CDATA[]]></id>\n')

const languageElements = /(?:<language [^>]*><!\[CDATA\[\]\]><\/language>)+/g
