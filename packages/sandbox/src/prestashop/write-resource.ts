import { addHistory } from './add-history.ts'
import { brokenXmlWarnings } from './php-messages.ts'
import type { ReadContext } from './read-resource.ts'
import { childOf, readXml, type XmlElement, XmlSyntaxError } from './read-xml.ts'
import * as json from './render-json.ts'
import * as xml from './render-xml.ts'
import type { Resource } from './resource.ts'
import { type Row, toInteger } from './row.ts'
import { methodOf, type WebRequest, wantsJson } from './web-request.ts'
import { NotModelledError, WebserviceError } from './webservice-error.ts'
import { writeRow } from './write-row.ts'

/** What the sandbox can write, by method. Everything else is answered 501. */
const changeable = new Set([
  'stock_availables',
  'order_carriers',
  'order_histories',
  'orders',
  'products',
  'combinations',
])
const writable: Readonly<Record<string, ReadonlySet<string>>> = {
  PUT: changeable,
  PATCH: changeable,
  POST: new Set(['order_histories']),
}

/**
 * `PUT`, `PATCH` and `POST`: writes rows one after the other. The ids in the body decide, not the one in the address. A row
 * that is refused ends it; rows before it stay written.
 *
 * @returns the document with the rows as they were sent
 * @throws {WebserviceError} the body or a row is refused
 */
export const writeResource = (request: WebRequest, resource: Resource, context: ReadContext): string => {
  const method = methodOf(request)
  if (!writable[method]?.has(resource.name)) throw new NotModelledError(`${method} /api/${resource.name}`)
  const entities = parseBody(request.body, context.reportsWarnings).children
  const rows =
    method === 'POST'
      ? entities.map((entity) => addHistory(context.shop, resource, entity))
      : checkIds(entities).map(({ id, entity }) =>
          writeRow(context.shop, resource, method === 'PATCH' ? 'PATCH' : 'PUT', id, entity),
        )
  return renderEcho(request, resource, rows, context)
}

const parseBody = (sent: string, reportsWarnings: boolean): XmlElement => {
  const body = sent.startsWith('xml=') ? sent.slice(4) : sent
  try {
    return readXml(body)
  } catch (error) {
    if (!(error instanceof XmlSyntaxError)) throw error
    const warnings = reportsWarnings && body !== '' ? brokenXmlWarnings(error.message, error.offset, body) : []
    const message = `XML error : String could not be parsed as XML\nXML length : ${Buffer.byteLength(body)}\nOriginal XML : ${body}`
    const [first, ...further] = [...warnings, { code: 127, message }]
    throw new WebserviceError(500, first?.code ?? 127, first?.message ?? message, further)
  }
}

const checkIds = (entities: readonly XmlElement[]): { id: number; entity: XmlElement }[] => {
  const withIds = entities.flatMap((entity) => {
    const id = childOf(entity, 'id')?.text ?? ''
    return id === '' ? [] : [{ id: toInteger(id), entity }]
  })
  if (new Set(withIds.map(({ id }) => id)).size < withIds.length) {
    throw new WebserviceError(400, 89, 'id is duplicate in request')
  }
  if (withIds.length < entities.length) {
    throw new WebserviceError(400, 90, 'id is required when modifying a resource')
  }
  return withIds
}

/** In XML all rows; in JSON the last one, for each takes the place of the one before. */
const renderEcho = (request: WebRequest, resource: Resource, rows: readonly Row[], context: ReadContext): string => {
  if (!wantsJson(request)) return xml.renderDocument(xml.renderRows(resource, rows, 'full', context))
  const last = rows.at(-1)
  return last === undefined ? '[]' : json.renderObject(resource, last, context.languages, String(last.id))
}
