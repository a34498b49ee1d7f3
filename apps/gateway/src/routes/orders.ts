import {
  countOrders,
  getConnection,
  getOrder,
  listOrderDifferences,
  listOrderEvents,
  listOrders,
  recordEvent,
  retryOrders,
} from '@pretok/db'
import { ConnectionId, OrderId, OrderState } from '@pretok/domain'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { audit, toActor } from '../audit.ts'
import { RequestError } from '../errors.ts'
import { given } from '../given.ts'
import { Moment } from '../moment.ts'
import { pageOf, pageQuery, TimeKey, toPage } from '../paging.ts'
import { answers, problems } from '../problem.ts'
import { OrderDetail, OrderItem, RetriedOrder, toOrderDetail, toOrderItem } from '../resources/order.ts'
import { WriteHeaders } from '../write-once.ts'

const shared = { tags: ['Orders'] }
const Params = z.object({ id: OrderId })

/** One value or several: `state=held&state=rejected`. */
const States = z
  .preprocess((given) => (typeof given === 'string' ? [given] : given), z.array(OrderState).optional())
  .meta({ type: 'array', items: { type: 'string', enum: OrderState.options }, description: 'Repeat it for several' })

const OrderQuery = z.strictObject({
  connectionId: ConnectionId.optional(),
  state: States,
  q: z.string().trim().min(1, 'is empty').max(100).optional().meta({
    description:
      "A store order id, or the beginning of a reference, of the order's number in the ERP or of a document number",
  }),
  from: Moment.optional().meta({ description: 'Placed at or after' }),
  to: Moment.optional().meta({ description: 'Placed before' }),
  ...pageQuery(TimeKey),
})

const notRetriable: Partial<Record<OrderState, string>> = {
  booked: 'The order is booked: there is nothing to try again',
  sending: 'The order is being booked at this moment',
  cancelled: 'The order was cancelled in the store; when it changes there, it is decided anew',
}

export const orderRoutes: FastifyPluginAsyncZod<RouteDeps> = async (app, { db, writeOnce }) => {
  app.get(
    '/orders',
    {
      schema: {
        ...shared,
        summary: 'List orders',
        querystring: OrderQuery,
        response: { 200: answers('A page of orders, last placed first', pageOf(OrderItem)), ...problems(400) },
      },
    },
    async ({ query }) => {
      const { connectionId, state, q, from, to, limit, cursor } = query
      const filter = given({ connectionId, states: state, text: q, from, to })
      const after = cursor && { placedAt: new Date(cursor[0]), id: cursor[1] }
      const rows = await listOrders(db, filter, { limit: limit + 1, ...given({ after }) })
      return toPage(rows, limit, toOrderItem, ({ placedAt, id }) => [placedAt.toISOString(), id])
    },
  )

  app.get(
    '/orders/summary',
    {
      schema: {
        ...shared,
        summary: 'Count orders by state',
        querystring: z.strictObject({ connectionId: ConnectionId.optional() }),
        response: {
          200: answers(
            'How many orders are in each state; states without orders are left out',
            z.object({ states: z.partialRecord(OrderState, z.int()), total: z.int() }).meta({ id: 'OrderSummary' }),
          ),
          ...problems(400),
        },
      },
    },
    async ({ query }) => {
      const states = await countOrders(db, query.connectionId)
      return { states, total: Object.values(states).reduce((total, orders) => total + orders, 0) }
    },
  )

  app.get(
    '/orders/:id',
    {
      schema: {
        ...shared,
        summary: 'Get an order, with its proof and what happened to it',
        params: Params,
        response: { 200: answers('The order', OrderDetail), ...problems(400, 404) },
      },
    },
    async ({ params: { id } }) => {
      const order = await getOrder(db, id)
      const [differences, timeline] = await Promise.all([listOrderDifferences(db, id), listOrderEvents(db, id)])
      return toOrderDetail(order, differences, timeline)
    },
  )

  app.post(
    '/orders/:id/retry',
    {
      schema: {
        ...shared,
        summary: 'Try an order again',
        description:
          'Asks for the transfer of an order that is held, rejected, waiting, ready or in doubt. Where the trouble may lie in what the store says of it, the store is asked again too.',
        params: Params,
        headers: WriteHeaders,
        response: {
          202: answers('Accepted. With `pausedReason`, it waits', RetriedOrder),
          ...problems(400, 404, 409, 422),
        },
      },
    },
    async (request, reply) => {
      const orderId = request.params.id
      const body = await writeOnce(request, reply, { status: 202 }, async (tx) => {
        const order = await getOrder(tx, orderId)
        const refusal = notRetriable[order.state]
        if (refusal) throw new RequestError('ERR_ORDER_NOT_RETRIABLE', refusal)
        const { pausedReason } = await getConnection(tx, order.connectionId)
        await retryOrders(tx, [orderId])
        const { connectionId } = order
        await audit(tx, request, { action: 'order.retried', connectionId, subject: `order/${orderId}` })
        await recordEvent(tx, orderId, 'retried', {}, toActor(request.caller))
        return { ...toOrderItem(order), ...given({ pausedReason }) }
      })
      return reply.code(202).send(body)
    },
  )
}
