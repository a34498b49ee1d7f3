import { parseXml, type XmlElement } from './xml.ts'

/** The two formats of an answer. `noise` is what stood before it, mostly PHP warnings; `''` as a rule. */
export interface Formats {
  json: { kind: 'json'; value: unknown; noise: string }
  /** `root` is the `<prestashop>` element. */
  xml: { kind: 'xml'; root: XmlElement; noise: string }
}

/** What a body turned out to be. */
export type Body = Formats[keyof Formats] | { kind: 'empty' } | { kind: 'text'; text: string }

const parseJson = (text: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

// A body is an object or the empty list. One that stands right after : , [ or { is the inside of a text that was cut off:
// taken for the body, half an answer would read as "no rows".
const jsonStart = /(?<![:,[{])(?:\{(?=\s*")|\[(?=\s*\]))/g

const findJson = (text: string): Body | undefined => {
  const whole = parseJson(text)
  if (whole) return { kind: 'json', value: whole.value, noise: '' }
  if (text.startsWith('{')) return undefined
  for (const { index } of text.matchAll(jsonStart)) {
    const rest = parseJson(text.slice(index))
    if (rest) return { kind: 'json', value: rest.value, noise: text.slice(0, index).trim() }
  }
  return undefined
}

const findXml = (text: string): Body | undefined => {
  const start = text.indexOf('<?xml')
  const root = start < 0 ? undefined : parseXml(text.slice(start))
  return root?.name === 'prestashop' ? { kind: 'xml', root, noise: text.slice(0, start).trim() } : undefined
}

/** Finds the answer in a body, JSON or XML, behind whatever PHP printed before it. */
export const parseBody = (raw: string): Body => {
  // Also cuts byte-order marks, which stray PHP files print one each.
  const text = raw.trim()
  if (text === '') return { kind: 'empty' }
  return findJson(text) ?? findXml(text) ?? { kind: 'text', text }
}
