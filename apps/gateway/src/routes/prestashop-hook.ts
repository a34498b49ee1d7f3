import { askForStock, recordInboundEvent, shopEvents, work } from '@pretok/db'
import { ordersQueue } from '@pretok/jobs'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { askForCatalogue } from '../ask-for-catalogue.ts'
import { RequestError } from '../errors.ts'
import {
  countedAs,
  createSecretFinder,
  getBytes,
  getConnectionId,
  getHeader,
  parseSignedJson,
} from '../hook-request.ts'
import { answers, problemAs, problems } from '../problem.ts'
import { ShopEvent, WebhookAccepted, WebhookDuplicate, WebhookHeaders, WebhookRefused } from '../resources/webhook.ts'
import { isRecent, isSignedWith, isTimestamp } from '../verify-webhook.ts'
import type { HookDeps } from './hooks.ts'

const bodyLimit = 16 * 1024

const isOneOf = (events: readonly string[], type: string): boolean => events.includes(type)

/** What a shop tells. */
export const prestashopHook: FastifyPluginAsyncZod<HookDeps> = async (app, { db, box }) => {
  const getSecret = createSecretFinder({ db, box }, 'prestashop')

  const verify = async (request: FastifyRequest): Promise<void> => {
    const refused = new RequestError('ERR_WEBHOOK_SIGNATURE', 'No signature of this webhook is right')
    const timestamp = getHeader(request, 'webhook-timestamp')
    if (!isTimestamp(timestamp)) throw refused
    const now = new Date()
    if (!isRecent(timestamp, now)) {
      throw new RequestError(
        'ERR_WEBHOOK_TIME',
        `webhook-timestamp is more than 300 s off: here it is ${Math.floor(now.getTime() / 1000)}, ${now.toISOString()}`,
      )
    }
    const isSigned = isSignedWith(await getSecret(request), {
      id: getHeader(request, 'webhook-id'),
      timestamp,
      signature: getHeader(request, 'webhook-signature'),
      body: getBytes(request),
    })
    if (!isSigned) throw refused
  }

  app.post(
    '/hooks/prestashop/:connectionId',
    {
      bodyLimit,
      config: { countedAs },
      preValidation: [verify, parseSignedJson(app)],
      schema: {
        tags: ['Webhooks'],
        security: [],
        summary: 'Tell what happened in a PrestaShop store',
        description:
          'Signed as Standard Webhooks 1.0.0 has it, with the secret from `POST /v1/connections/{id}/hook-secrets/prestashop`; no API key. An order is read from the store at once, and so is a product while the products or the stock flow; a row of stock is compared while stock flows. For a paused connection, the work waits. Repeat what was not answered with 2xx, under the same `webhook-id` with a new `webhook-timestamp`.',
        params: z.object({ connectionId: z.string().meta({ description: 'The id of the connection' }) }),
        headers: WebhookHeaders,
        body: ShopEvent,
        response: {
          200: answers(
            'Known already: an event with this `webhook-id` is stored, and nothing has changed',
            WebhookDuplicate,
          ),
          202: answers('Stored', WebhookAccepted),
          ...problems(400, 413, 429, 500, 503),
          401: problemAs('Not signed with the present secret of such a connection, or out of time', WebhookRefused),
        },
      },
    },
    async (request, reply) => {
      const connectionId = getConnectionId(request)
      const { type, data } = request.body
      const isNew = await db.transaction(async (tx) => {
        const eventId = request.headers['webhook-id']
        const event = { connectionId, source: 'prestashop', eventId, event: type, subject: data.id } as const
        const isNew = await recordInboundEvent(tx, event)
        if (isNew && isOneOf(shopEvents.orders, type))
          await work.ask(tx, ordersQueue, 'import-orders', { connectionId })
        if (isNew && isOneOf(shopEvents.products, type)) await askForCatalogue(tx, connectionId)
        if (isNew && isOneOf(shopEvents.stock, type)) await askForStock(tx, connectionId)
        return isNew
      })
      return isNew
        ? reply.code(202).send({ accepted: true })
        : reply.code(200).send({ accepted: false, duplicate: true })
    },
  )
}
