import { findPushedProducts, stockUpdateEvent } from '@pretok/client-metakocka'
import { askForStock, markHandled, recordInboundEvent } from '@pretok/db'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
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
import { ErpPush, ErpPushHeaders, ErpPushTaken, WebhookRefused } from '../resources/webhook.ts'
import { isSignedByMetakocka } from '../verify-webhook.ts'
import type { HookDeps } from './hooks.ts'

/** A body has a row for every warehouse, lot and location of its product, about 400 bytes each: this is more than 600 of them. */
const bodyLimit = 256 * 1024

/** What MetaKocka tells. */
export const metakockaHook: FastifyPluginAsyncZod<HookDeps> = async (app, { db, box }) => {
  const getSecret = createSecretFinder({ db, box }, 'metakocka')

  const verify = async (request: FastifyRequest): Promise<void> => {
    const signature = getHeader(request, 'x-metakocka-signature')
    if (!isSignedByMetakocka(await getSecret(request), { signature, body: getBytes(request) })) {
      throw new RequestError('ERR_WEBHOOK_SIGNATURE', 'The signature of this webhook is not right')
    }
  }

  app.post(
    '/hooks/metakocka/:connectionId',
    {
      bodyLimit,
      config: { countedAs },
      preValidation: [verify, parseSignedJson(app)],
      schema: {
        tags: ['Webhooks'],
        security: [],
        summary: 'Tell what happened in MetaKocka',
        description:
          'As MetaKocka sends it once address and secret from `POST /v1/connections/{id}/hook-secrets/metakocka` are entered there (Additional settings, API, WebHooks); no API key. The body is a hint: only which products it names is kept: their stock is asked for at once and written to the store, while the flow `stock` is switched on. Kinds of events that Pretok does not know are acknowledged and left alone.',
        params: z.object({ connectionId: z.string().meta({ description: 'The id of the connection' }) }),
        headers: ErpPushHeaders,
        body: ErpPush,
        response: {
          200: answers('Stored, now or earlier under the same `X-MetaKocka-Id`', ErpPushTaken),
          ...problems(400, 413, 429, 500, 503),
          401: problemAs('Not signed with the present secret of such a connection', WebhookRefused),
        },
      },
    },
    async (request) => {
      const sender = { connectionId: getConnectionId(request), source: 'metakocka' } as const
      const { 'x-metakocka-id': eventId, 'x-metakocka-event': event } = request.headers
      const subject = findPushedProducts(request.body).join(',')
      await db.transaction(async (tx) => {
        const isNew = await recordInboundEvent(tx, { ...sender, eventId, event, subject })
        // No flow takes another kind, and what stock missed while it was switched off, its next reading has.
        const isWanted = isNew && event === stockUpdateEvent && (await askForStock(tx, sender.connectionId))
        if (isNew && !isWanted) await markHandled(tx, sender, [eventId])
      })
      return { status: 'ok', check_respond_status_json_ok: 'true' } as const
    },
  )
}
