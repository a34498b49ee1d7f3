import { changeOrderState } from './change-order-state.ts'
import { childOf, type XmlElement } from './read-xml.ts'
import type { Resource } from './resource.ts'
import { type Row, toInteger } from './row.ts'
import type { Shop } from './shop.ts'
import { PhpCrash, WebserviceError } from './webservice-error.ts'
import { checkPresence, validate } from './write-row.ts'

/**
 * `POST /api/order_histories`: brings an order into a state, the documented way.
 *
 * @returns the new row of history, as the webservice echoes it
 * @throws {WebserviceError} an id was sent, a field is missing or invalid
 * @throws {PhpCrash} there is no such order or state
 */
export const addHistory = (shop: Shop, resource: Resource, entity: XmlElement): Row => {
  if ((childOf(entity, 'id')?.text ?? '') !== '') {
    throw new WebserviceError(400, 91, 'id is forbidden when adding a new resource')
  }
  const fields = resource.schema?.fields ?? []
  const sent = new Map(fields.map((field) => [field.name, childOf(entity, field.name)]))
  for (const field of fields) checkPresence(field, sent.get(field.name))
  const textOfSent = (field: string): string => sent.get(field)?.text ?? ''
  validate(resource, fields, textOfSent)

  const [orderId, stateId] = [toInteger(textOfSent('id_order')), toInteger(textOfSent('id_order_state'))]
  const row = changeOrderState(shop, orderId, stateId, toInteger(textOfSent('id_employee')))
  if (row === undefined) throw new PhpCrash('')
  return { ...row, id_employee: textOfSent('id_employee'), id_order_state: stateId }
}
