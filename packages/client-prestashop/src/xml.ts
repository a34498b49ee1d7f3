import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { z } from 'zod'

export interface XmlElement {
  name: string
  attributes: Readonly<Record<string, string>>
  children: (XmlElement | string)[]
}

const textKey = '#text'
const cdataKey = '#cdata'
const attributesKey = ':@'

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  cdataPropName: cdataKey,
  ignoreDeclaration: true,
  ignorePiTags: true,
})

const Attributes = z.record(z.string(), z.string())
const Node = z.record(z.string(), z.unknown())
const Nodes = z.array(Node)

const toChild = (node: z.output<typeof Node>): XmlElement | string => {
  const { [attributesKey]: attributes = {}, ...rest } = node
  const [[name, content] = ['', '']] = Object.entries(rest)
  if (name === textKey) return String(content)
  const children = Nodes.parse(content)
    .map(toChild)
    .filter((child) => child !== '')
  return name === cdataKey ? children.join('') : { name, attributes: Attributes.parse(attributes), children }
}

/** Characters that XML 1.0 does not allow. PrestaShop copies them from its database into CDATA. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const illegal = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g

/** The document's root, or undefined where the text is no complete XML document. Control characters are left out. */
export const parseXml = (text: string): XmlElement | undefined => {
  const legal = text.replace(illegal, '')
  // The parser itself takes a document that was cut off.
  if (XMLValidator.validate(legal) !== true) return undefined
  return Nodes.parse(parser.parse(legal))
    .map(toChild)
    .find((child) => typeof child !== 'string')
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
}
const toLegal = (text: string): string =>
  text
    .toWellFormed()
    .replace(illegal, '')
    .replace(/[&<>"\r]/g, (character) => escapes[character] ?? character)

/** The element as XML text, without declaration. */
export const writeXml = (element: XmlElement | string): string => {
  if (typeof element === 'string') return toLegal(element)
  const { name, attributes, children } = element
  const written = Object.entries(attributes).map(([attribute, value]) => ` ${attribute}="${toLegal(value)}"`)
  return `<${name}${written.join('')}>${children.map(writeXml).join('')}</${name}>`
}

export const childElements = (element: XmlElement, name?: string): XmlElement[] =>
  element.children.filter((child) => typeof child !== 'string').filter((child) => !name || child.name === name)

/** The text of an element, without that of its children. */
export const textOf = (element: XmlElement): string =>
  element.children.filter((child) => typeof child === 'string').join('')
