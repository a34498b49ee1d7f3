import { parseDisplay } from './display.ts'
import { refusedListWarnings } from './php-messages.ts'
import { textParameter } from './php-query.ts'
import * as json from './render-json.ts'
import * as xml from './render-xml.ts'
import type { Resource } from './resource.ts'
import { toInteger } from './row.ts'
import { renderBlank, renderSynopsis } from './schema.ts'
import { selectRows } from './select-rows.ts'
import { parseSelection } from './selection.ts'
import type { Shop } from './shop.ts'
import { segmentsOf, type WebRequest, wantsJson } from './web-request.ts'
import { NotModelledError, WebserviceError } from './webservice-error.ts'

/** What a read needs beside the request. */
export interface ReadContext extends xml.XmlContext {
  readonly shop: Shop
  /** PHP warnings become errors, as on hosts that leave `display_errors` alone. */
  readonly reportsWarnings: boolean
}

/**
 * `GET` of a list, of one row or of a schema.
 *
 * @returns the document, or `undefined` when there is no row with that id
 * @throws {WebserviceError} the request is refused
 * @throws {PhpCrash} the database refuses what the webservice let through
 */
export const readResource = (request: WebRequest, resource: Resource, context: ReadContext): string | undefined => {
  if (request.query['price'] !== undefined) throw new NotModelledError('computed sale prices (price[...])')
  const [, id = ''] = segmentsOf(request)
  if (id !== '') return readRow(request, resource, toInteger(id), context)
  try {
    return readList(request, resource, context)
  } catch (error) {
    if (!(error instanceof WebserviceError) || !context.reportsWarnings) throw error
    const [first, ...further] = error.problems
    if (first === undefined) throw error
    throw new WebserviceError(500, first.code, first.message, [...further, ...refusedListWarnings])
  }
}

const readRow = (request: WebRequest, resource: Resource, id: number, context: ReadContext): string | undefined => {
  const display = parseDisplay(resource, request.query, 'full')
  const row = resource.table.get(id)
  if (row === undefined) return undefined
  if (!wantsJson(request)) return xml.renderDocument(xml.renderRows(resource, [row], display, context))
  return request.query['display'] === undefined
    ? json.renderObject(resource, row, context.languages)
    : json.renderList(resource, [row], display, context.languages)
}

const readList = (request: WebRequest, resource: Resource, context: ReadContext): string => {
  const { query } = request
  const schemaType = textParameter(query, 'schema')
  if (schemaType !== undefined) return readSchema(request, resource, schemaType, context)
  const selection = parseSelection(resource, query)
  const display = parseDisplay(resource, query, 'minimum')
  const shopIds = context.shop.rows('shops').map((shop) => String(shop.id))
  const rows = selectRows(resource, selection, context.languages, shopIds)
  return wantsJson(request)
    ? json.renderList(resource, rows, display, context.languages)
    : xml.renderList(resource, rows, display, context)
}

const readSchema = (request: WebRequest, resource: Resource, type: string, context: ReadContext): string => {
  if (type !== 'blank' && type !== 'synopsis') {
    throw new WebserviceError(
      400,
      28,
      "Please select a schema of type 'synopsis' to get the whole schema informations (which fields are required, which kind of content...) or 'blank' to get an empty schema to fill before using POST request",
    )
  }
  if (wantsJson(request)) return `{"${resource.node}":[]}`
  const { schema } = resource
  if (schema === undefined) throw new NotModelledError(`the schema of ${resource.name}`)
  return type === 'blank'
    ? renderBlank(schema, context.languages)
    : renderSynopsis(schema, context.apiUrl, context.languages)
}
