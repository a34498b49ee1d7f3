import { randomBytes } from 'node:crypto'
import { findHookSecret, recordInboundEvent, shopEvents, work } from '@pretok/db'
import { ConnectionId } from '@pretok/domain'
import { ordersQueue } from '@pretok/jobs'
import { SecretUnreadableError } from '@pretok/kernel'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { GatewayDeps } from '../app.ts'
import { RequestError } from '../errors.ts'
import { answers, problemAs, problems } from '../problem.ts'
import { ShopEvent, WebhookAccepted, WebhookDuplicate, WebhookHeaders, WebhookRefused } from '../resources/webhook.ts'
import { isRecent, isSignedWith, isTimestamp } from '../verify-webhook.ts'

const bodyLimit = 16 * 1024

/** Lower case, as the database has it: work is told apart by this text. */
const findConnectionId = ({ params }: FastifyRequest): ConnectionId | undefined =>
  ConnectionId.safeParse((params as { connectionId: string }).connectionId.toLowerCase()).data

const getConnectionId = (request: FastifyRequest): ConnectionId => {
  const connectionId = findConnectionId(request)
  if (!connectionId) throw new Error('a webhook was let in without a connection')
  return connectionId
}

const header = ({ headers }: FastifyRequest, name: string): string => String(headers[name] ?? '')

const isOrderEvent = (type: string): boolean => (shopEvents.orders as readonly string[]).includes(type)

/** What other systems tell us. No API key: each webhook is signed with a secret of its connection. */
export const hookRoutes: FastifyPluginAsyncZod<Pick<GatewayDeps, 'db' | 'box'>> = async (app, { db, box }) => {
  // The signature is of the bytes as they came.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  const parseJson = app.getDefaultJsonParser('error', 'error')

  // Opened and checked in place of a secret that is not there, so that the refusals take about the same time.
  const nobodysSecret = box.seal(`whsec_${randomBytes(32).toString('base64')}`, 'nobody')

  const findSecret = async (request: FastifyRequest): Promise<string | undefined> => {
    const connectionId = findConnectionId(request)
    if (!connectionId) return undefined
    try {
      return await findHookSecret(db, box, connectionId)
    } catch (err) {
      if (!(err instanceof SecretUnreadableError)) throw err
      request.log.error({ err, connectionId }, 'a webhook secret does not open')
      return undefined
    }
  }

  const verify = async (request: FastifyRequest): Promise<void> => {
    const refused = new RequestError('ERR_WEBHOOK_SIGNATURE', 'No signature of this webhook is right')
    const timestamp = header(request, 'webhook-timestamp')
    if (!isTimestamp(timestamp)) throw refused
    const now = new Date()
    if (!isRecent(timestamp, now)) {
      throw new RequestError(
        'ERR_WEBHOOK_TIME',
        `webhook-timestamp is more than 300 s off: here it is ${Math.floor(now.getTime() / 1000)}, ${now.toISOString()}`,
      )
    }
    const secret = (await findSecret(request)) ?? box.open(nobodysSecret, 'nobody')
    const isSigned = isSignedWith(secret, {
      id: header(request, 'webhook-id'),
      timestamp,
      signature: header(request, 'webhook-signature'),
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    })
    if (!isSigned) throw refused
  }

  app.post(
    '/hooks/prestashop/:connectionId',
    {
      bodyLimit,
      // By address as well: a stranger must not use up what the shop may send.
      config: { countedAs: (request) => `${request.ip} ${findConnectionId(request) ?? 'unknown'}` },
      preValidation: [
        verify,
        (request, _reply, done) => {
          parseJson(request, String(request.body ?? ''), (error, value) => {
            request.body = value
            done(error ?? undefined)
          })
        },
      ],
      schema: {
        tags: ['Webhooks'],
        security: [],
        summary: 'Tell what happened in a PrestaShop store',
        description:
          'Signed as Standard Webhooks 1.0.0 has it, with the secret from `POST /v1/connections/{id}/hook-secret`; no API key. An order is read from the store at once; events of products and stock are kept until those flows take them. For a paused connection, the work waits. Repeat what was not answered with 2xx, under the same `webhook-id` with a new `webhook-timestamp`.',
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
        if (isNew && isOrderEvent(type)) await work.ask(tx, ordersQueue, 'import-orders', { connectionId })
        return isNew
      })
      return isNew
        ? reply.code(202).send({ accepted: true })
        : reply.code(200).send({ accepted: false, duplicate: true })
    },
  )
}
