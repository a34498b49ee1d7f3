import { z } from 'zod'
import { type ControlAnswer, created, ok, type Route } from '../control-answer.ts'
import type { BackOffice } from './back-office.ts'

const Amount = z.string().regex(/^\d+(\.\d{1,6})?$/, 'an amount like "12.50"')
const Fields = z.record(z.string(), z.string())

const NewState = z.object({ state: z.int() })
const NewPayment = z.object({
  amount: Amount,
  method: z.string().default('Bank transfer'),
  transactionId: z.string().default(''),
})
const NewTracking = z.object({ trackingNumber: z.string() })
const NewRefund = z.object({
  lines: z.array(z.object({ detailId: z.int(), quantity: z.int().min(1), amount: Amount.optional() })),
  shipping: Amount.optional(),
  restock: z.boolean().optional(),
})
const ChangedLine = z.object({ quantity: z.int().min(0).optional(), unitPriceTaxIncl: Amount.optional() })
const AddedLine = z.object({
  productId: z.int(),
  combinationId: z.int().optional(),
  quantity: z.int().min(1),
  unitPriceTaxIncl: Amount.optional(),
})
const EditedAddress = z.object({ kind: z.enum(['delivery', 'invoice']), changes: Fields })
const Sale = z.object({ productId: z.int(), combinationId: z.int().default(0), quantity: z.int().min(1) })
const Purchase = AddedLine.extend({ copyOf: z.int() })

type Work = (backOffice: BackOffice, ids: readonly number[], body: unknown) => ControlAnswer

/** A route whose path holds ids and whose body, if any, is JSON. */
const route = (method: string, path: RegExp, work: Work): Route => [
  method,
  path,
  ({ backOffice }, ids, body) => work(backOffice, ids.map(Number), body === '' ? undefined : JSON.parse(body)),
]

/** What happens in the shop without its webservice, on demand. */
export const backOfficeRoutes: readonly Route[] = [
  route('POST', /^orders\/(\d+)\/state$/, (backOffice, [id = 0], body) =>
    created({ history: backOffice.changeState(id, NewState.parse(body).state) }),
  ),
  route('POST', /^orders\/(\d+)\/payments$/, (backOffice, [id = 0], body) =>
    created({ payment: backOffice.addPayment(id, NewPayment.parse(body)) }),
  ),
  route('POST', /^orders\/(\d+)\/tracking$/, (backOffice, [id = 0], body) =>
    ok({ carrier: backOffice.setTracking(id, NewTracking.parse(body).trackingNumber) }),
  ),
  route('POST', /^orders\/(\d+)\/refunds$/, (backOffice, [id = 0], body) =>
    created({ slip: backOffice.refund(id, NewRefund.parse(body)) }),
  ),
  route('POST', /^orders\/(\d+)\/lines$/, (backOffice, [id = 0], body) =>
    created({ order: backOffice.addLine(id, AddedLine.parse(body)) }),
  ),
  route('PATCH', /^orders\/(\d+)\/lines\/(\d+)$/, (backOffice, [id = 0, detailId = 0], body) =>
    ok({ order: backOffice.changeLine(id, detailId, ChangedLine.parse(body)) }),
  ),
  route('DELETE', /^orders\/(\d+)\/lines\/(\d+)$/, (backOffice, [id = 0, detailId = 0]) =>
    ok({ order: backOffice.changeLine(id, detailId, { quantity: 0 }) }),
  ),
  route('POST', /^orders\/(\d+)\/addresses$/, (backOffice, [id = 0], body) => {
    const { kind, changes } = EditedAddress.parse(body)
    return created({ address: backOffice.editOrderAddress(id, kind, changes) })
  }),
  route('POST', /^addresses\/(\d+)\/edits$/, (backOffice, [id = 0], body) =>
    created({ address: backOffice.editAddress(id, Fields.parse(body)) }),
  ),
  route('POST', /^sales$/, (backOffice, _, body) => {
    const { productId, combinationId, quantity } = Sale.parse(body)
    backOffice.sell(productId, combinationId, quantity)
    return ok({})
  }),
  route('POST', /^purchases$/, (backOffice, _, body) => {
    const order = backOffice.order(Purchase.parse(body))
    return order === undefined ? { status: 409, value: { error: 'sold out' } } : created({ order })
  }),
  route('PATCH', /^products\/(\d+)$/, (backOffice, [id = 0], body) =>
    ok({ product: backOffice.changeProduct(id, Fields.parse(body)) }),
  ),
  route('DELETE', /^products\/(\d+)$/, (backOffice, [id = 0]) => {
    backOffice.deleteProduct(id)
    return ok({})
  }),
]
