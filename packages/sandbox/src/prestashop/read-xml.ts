/** One element of a document. `text` is its own character data, sections of CDATA included. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  readonly text: string
}

/** The text is not well-formed XML. */
export class XmlSyntaxError extends Error {
  /** Where it went wrong, in characters from the start. */
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

const reference = /&(?:#x([0-9a-f]+);|#(\d+);|(\w+);)?/gi

const unescapeText = (text: string, offset: number): string =>
  text.replaceAll(reference, (_, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    const character = entities[name ?? '']
    if (character === undefined) throw new XmlSyntaxError(`Entity '${name ?? ''}' not defined`, offset)
    return character
  })

interface OpenElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: XmlElement[]
  text: string
}

// Comment | processing instruction | CDATA | end tag | start tag | text; anything else is an error.
const token =
  /<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/gsy

const noDocument = "Start tag expected, '<' not found"

/**
 * Reads a small XML document: elements, attributes, text, CDATA, the five named entities and character references.
 * Document type declarations are refused.
 *
 * @throws {XmlSyntaxError}
 */
export const readXml = (source: string): XmlElement => {
  const root: OpenElement = { name: '', attributes: {}, children: [], text: '' }
  const open: OpenElement[] = [root]
  let end = 0
  for (const match of source.matchAll(token)) {
    const [whole, cdata, endName, startName, attributes = '', selfClosing, text] = match
    const current = open.at(-1) ?? root
    if (cdata !== undefined) current.text += cdata
    else if (text !== undefined) current.text += unescapeText(text, end)
    else if (endName !== undefined) {
      if (current.name !== endName) {
        throw new XmlSyntaxError(`Opening and ending tag mismatch: ${current.name} and ${endName}`, end)
      }
      open.pop()
    } else if (startName !== undefined) {
      const element = { name: startName, attributes: readAttributes(attributes, end), children: [], text: '' }
      current.children.push(element)
      if (selfClosing === '') open.push(element)
    }
    end += whole.length
  }
  if (end < source.length) throw new XmlSyntaxError('StartTag: invalid element name', end)
  const unclosed = open.length > 1 ? open.at(-1) : undefined
  if (unclosed !== undefined) {
    throw new XmlSyntaxError(`Premature end of data in tag ${unclosed.name} line ${lineOf(source, unclosed)}`, end)
  }
  const [document] = root.children
  if (document === undefined || root.children.length > 1 || root.text.trim() !== '') {
    throw new XmlSyntaxError(noDocument, 0)
  }
  return document
}

const lineOf = (source: string, { name }: OpenElement): number =>
  source.slice(0, source.lastIndexOf(`<${name}`)).split('\n').length

const readAttributes = (source: string, offset: number): Record<string, string> =>
  Object.fromEntries(
    [...source.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, name = '', double, single = '']) => [
      name,
      unescapeText(double ?? single, offset),
    ]),
  )

/** The first child element of that name. */
export const childOf = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((child) => child.name === name)
