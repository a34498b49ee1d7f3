import { type Display, shownFields } from './display.ts'
import type { Resource } from './resource.ts'
import type { Association } from './resource-table.ts'
import { type AssociationItem, fieldOf, isFalsy, isTranslated, type Row, textOf } from './row.ts'
import type { Problem } from './webservice-error.ts'

/** What the rendering of a document needs to know beside the rows. */
export interface XmlContext {
  /** The address links start with, e.g. `http://shop.example/api/`. */
  readonly apiUrl: string
  readonly languages: readonly string[]
  /** The names of all resources: items of an association called like one are links. */
  readonly isResource: (name: string) => boolean
}

const cdata = (text: string): string => `<![CDATA[${text}]]>`

export const renderDocument = (content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<prestashop xmlns:xlink="http://www.w3.org/1999/xlink">\n${content}</prestashop>\n`

export const renderErrors = (problems: readonly Problem[]): string => {
  const errors = problems.map(
    ({ code, message }) =>
      `<error>\n<code>${cdata(String(code))}</code>\n<message>${cdata(message)}</message>\n</error>\n`,
  )
  return renderDocument(`<errors>\n${errors.join('')}</errors>\n`)
}

export const renderList = (resource: Resource, rows: readonly Row[], display: Display, context: XmlContext): string =>
  renderDocument(`<${resource.list}>\n${renderRows(resource, rows, display, context)}</${resource.list}>\n`)

/** The rows one after the other, without an element around them. */
export const renderRows = (resource: Resource, rows: readonly Row[], display: Display, context: XmlContext): string =>
  rows
    .map((row) =>
      display === 'minimum'
        ? `<${resource.node} id="${row.id}" xlink:href="${context.apiUrl}${resource.list}/${row.id}"/>\n`
        : renderRow(resource, row, display, context),
    )
    .join('')

const renderRow = (resource: Resource, row: Row, display: Exclude<Display, 'minimum'>, context: XmlContext): string => {
  const fields = shownFields(row, display).map((field) => renderField(resource, row, field, context))
  const shown = resource.associations.filter(({ name }) => display === 'full' || display.associations.has(name))
  const wrapped =
    resource.associations.length > 0 && (display === 'full' || display.associations.size > 0)
      ? `<associations>\n${shown.map((association) => renderAssociation(association, resource, row, display, context)).join('')}</associations>\n`
      : ''
  return `<${resource.node}>\n${fields.join('')}${wrapped}</${resource.node}>\n`
}

const renderField = (resource: Resource, row: Row, field: string, { apiUrl, languages }: XmlContext): string => {
  const value = fieldOf(row, field)
  if (isTranslated(value) || resource.isTranslated(field)) {
    const texts = languages.map((id) => {
      // A field that a PUT left out is empty in PHP's hands, and its languages are no links.
      if (value === null) return `<language id="${id}">${cdata('')}</language>`
      const text = isTranslated(value) ? value.find((translation) => translation.id === id)?.value : textOf(value)
      return `<language id="${id}" xlink:href="${apiUrl}languages/${id}">${cdata(text ?? '')}</language>`
    })
    return `\t<${field}>${texts.join('')}</${field}>\n`
  }
  const target = resource.linkOf(field)
  const isLink = target !== undefined && !(field.startsWith('id_') && isFalsy(value))
  const path = target === 'images/products' ? `${target}/${row.id}` : target
  const link = isLink ? ` xlink:href="${apiUrl}${path}/${textOf(value)}"` : ''
  const mark = resource.isComputed(field) ? ' notFilterable="true"' : ''
  return `\t<${field}${link}${mark}>${cdata(textOf(value))}</${field}>\n`
}

const renderAssociation = (
  { name, nodeType, attributes, fields }: Association,
  resource: Resource,
  row: Row,
  display: Exclude<Display, 'minimum'>,
  context: XmlContext,
): string => {
  const head = `${name} nodeType="${nodeType}" ${attributes}`
  const items = row.associations?.[name] ?? []
  if (items.length === 0) return `<${head}/>\n`
  const wanted = display === 'full' ? undefined : display.associations.get(name)
  const shown = fields.filter((field) => wanted === undefined || wanted.has(field.name))
  const texts = items.map((item) => {
    const link = context.isResource(name) ? ` xlink:href="${context.apiUrl}${itemPath(name, item, resource, row)}"` : ''
    const lines = shown.map(({ name: field, link: target }) => {
      const text = item[field] ?? ''
      const href = target === undefined ? '' : ` xlink:href="${context.apiUrl}${target}/${text}"`
      return `\t<${field}${href}>${cdata(text)}</${field}>\n`
    })
    return `\t<${nodeType}${link}>\n${lines.join('')}\t</${nodeType}>\n`
  })
  return `<${head}>\n${texts.join('')}</${name}>\n`
}

/** Images belong to a product; everything else stands for itself. */
const itemPath = (name: string, item: AssociationItem, resource: Resource, row: Row): string => {
  if (name !== 'images') return `${name}/${item['id']}`
  const productId = resource.name === 'combinations' ? textOf(fieldOf(row, 'id_product')) : row.id
  return `images/products/${productId}/${item['id']}`
}
