import { RemoteShapeError } from '@pretok/kernel'
import { z } from 'zod'
import { AnswerUnreadableError } from './errors.ts'
import { type Call, toLabel } from './exchange.ts'

// The list's key is mostly the resource's name, but order_slip answers order_slips and stock_movements stock_mvts.
const findList = (value: unknown, resource: string): unknown[] | undefined => {
  if (Array.isArray(value)) return value
  if (typeof value !== 'object' || value === null) return undefined
  const lists = Object.entries(value).filter(([key, list]) => key !== 'errors' && Array.isArray(list))
  const [, list] = lists.find(([key]) => key === resource) ?? (lists.length === 1 ? lists[0] : undefined) ?? []
  return list
}

/**
 * The rows of a list's JSON body; `[]` means that nothing matched.
 *
 * @throws {AnswerUnreadableError} the body is no list
 * @throws {RemoteShapeError} a row is not what its schema says; `details` holds `field` and the row's `id`, never a value
 */
export const readRows = <Row>(value: unknown, call: Call, row: z.ZodType<Row>): Row[] => {
  const label = toLabel(call)
  const list = findList(value, call.resource)
  if (!list) throw new AnswerUnreadableError(`${label}: the answer holds no list`, { call: label })

  const rows = z.array(row).safeParse(list)
  if (rows.success) return rows.data
  const [{ path: [index = 0, ...path] = [], message = '' } = {}] = rows.error.issues
  const field = path.join('.')
  const { id } = z.object({ id: z.unknown() }).safeParse(list[Number(index)]).data ?? {}
  throw new RemoteShapeError(`${label}: ${field} of record ${id} is not what it should be: ${message}`, {
    call: label,
    field,
    id,
  })
}
