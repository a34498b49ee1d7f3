import { createHash } from 'node:crypto'
import { eraseCustomer, findCustomerOrders } from '@pretok/db'
import { ConnectionId, OrderState, StoreOrder } from '@pretok/domain'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { audit, toActor } from '../audit.ts'
import { bodyExamples } from '../body-examples.ts'
import { answers, problems } from '../problem.ts'

const shared = { tags: ['Customers'] }
const config = { scope: 'admin' } as const

/** In a body, so that no address stands in a URL, where logs would keep it. */
const Customer = z
  .strictObject({
    email: z.email().max(254),
    connectionId: ConnectionId.optional().meta({ description: 'Only of this connection; else of all' }),
  })
  .meta(bodyExamples({ 'a customer': { email: 'ana@example.com' } }))

/** A customer has a few orders; a shop that sells under one address for everybody is told so. */
const mostOrders = 1_000

const CustomerExport = z
  .object({
    email: z.string(),
    orders: z.array(
      z.object({
        id: z.uuid(),
        connectionId: z.uuid(),
        storeOrderId: z.string(),
        state: OrderState,
        buyerOrder: z.string().optional(),
        order: StoreOrder,
      }),
    ),
    complete: z.boolean().meta({ description: `Whether these are all; ${mostOrders} are given at most` }),
  })
  .meta({ id: 'CustomerExport' })

const CustomerErasure = z
  .object({
    erased: z.int().meta({ description: 'Orders whose personal data is gone' }),
    kept: z.array(z.object({ id: z.uuid(), state: OrderState })).meta({
      description: 'Orders that are still on their way and need it; erase again when they have come to rest',
    }),
  })
  .meta({ id: 'CustomerErasure' })

/** Tells two customers apart in the audit log, without saying who they are. */
const fingerprintOf = (email: string): string =>
  createHash('sha256').update(email.toLowerCase()).digest('hex').slice(0, 12)

export const customerRoutes: FastifyPluginAsyncZod<RouteDeps> = async (app, { db }) => {
  app.post(
    '/customers/export',
    {
      config,
      schema: {
        ...shared,
        summary: 'Export everything that is kept of a customer',
        description:
          'The right of access (GDPR, article 15): every order placed with this e-mail address, as the store told of it. The audit log tells who exported it.',
        body: Customer,
        response: { 200: answers('All that is kept', CustomerExport), ...problems(400) },
      },
    },
    async (request, reply) => {
      const { email } = request.body
      const found = await findCustomerOrders(db, request.body, mostOrders + 1)
      const orders = found.slice(0, mostOrders)
      await audit(db, request, {
        action: 'customer.exported',
        details: { customer: fingerprintOf(email), orders: orders.length },
      })
      return reply.header('cache-control', 'no-store').send({ email, orders, complete: found.length <= mostOrders })
    },
  )

  app.post(
    '/customers/erase',
    {
      config,
      schema: {
        ...shared,
        summary: 'Erase the personal data of a customer',
        description:
          'The right to erasure (GDPR, article 17): names, addresses, contacts, VAT numbers and messages of every order at rest (booked or cancelled) are gone for good here. Amounts, products and the documents in MetaKocka stay, as books must; erase there and in the store by their own means.',
        body: Customer,
        response: { 200: answers('What was erased, and what was not yet', CustomerErasure), ...problems(400) },
      },
    },
    async (request) =>
      db.transaction(async (tx) => {
        const erasure = await eraseCustomer(tx, request.body, toActor(request.caller))
        await audit(tx, request, {
          action: 'customer.erased',
          details: { customer: fingerprintOf(request.body.email), erased: erasure.erased, kept: erasure.kept.length },
        })
        return erasure
      }),
  )
}
