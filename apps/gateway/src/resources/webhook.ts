import { shopEvents } from '@pretok/db'
import { z } from 'zod'
import { bodyExamples } from '../body-examples.ts'
import { NumberAsText } from '../number-as-text.ts'
import { Problem } from '../problem.ts'

const storeId = NumberAsText(z.string().regex(/^[1-9]\d{0,17}$/, 'is not a store id'))

/** What a shop tells: which record it happened to, not what stands in it. */
export const ShopEvent = z
  .strictObject({
    type: z.enum([...shopEvents.orders, ...shopEvents.products, ...shopEvents.stock]),
    timestamp: z.iso.datetime({ offset: true }).meta({ description: 'When it happened' }),
    data: z.strictObject({ id: storeId.meta({ description: "The store's id of the order or the product" }) }),
  })
  .meta(
    bodyExamples({
      'a new order': { type: 'order.created', timestamp: '2026-11-23T12:22:14Z', data: { id: '57' } },
      'a product was changed': { type: 'product.changed', timestamp: '2026-11-23T13:22:14+01:00', data: { id: 19 } },
    }),
  )
export type ShopEvent = z.output<typeof ShopEvent>

/** Headers of Standard Webhooks; the others pass. Whoever verifies the signature reads them first. */
export const WebhookHeaders = z.looseObject({
  'webhook-id': z
    .string()
    // A full stop separates the id from what follows it in the signed text.
    .regex(/^[\x21-\x2d\x2f-\x7e]{1,200}$/, 'has 1 to 200 visible characters of ASCII, no full stop among them')
    .meta({ description: 'Of the event: every attempt to deliver it has the same' }),
  'webhook-timestamp': z.string().meta({ description: 'Of the attempt: Unix seconds, within five minutes of now' }),
  'webhook-signature': z.string().meta({
    description:
      '`v1,` and base64 of the HMAC-SHA256 of `<webhook-id>.<webhook-timestamp>.<body>`; several are separated by spaces',
  }),
})

export const WebhookAccepted = z
  .object({ accepted: z.literal(true) })
  .meta({ id: 'WebhookAccepted', examples: [{ accepted: true }] })

export const WebhookDuplicate = z
  .object({ accepted: z.literal(false), duplicate: z.literal(true) })
  .meta({ id: 'WebhookDuplicate', examples: [{ accepted: false, duplicate: true }] })

const refused = (code: string, title: string, detail: string) => ({
  type: `urn:pretok:problem:${code}`,
  title,
  status: 401,
  detail,
  code,
  requestId: '5a0f3f2e-9d0c-4d3c-8f2c-0f6f0a8a3f11',
})

export const WebhookRefused = Problem.meta({
  id: 'WebhookRefused',
  description: 'Why a webhook is not let in. An unknown connection, and one without a secret, get the same answer.',
  examples: [
    refused('ERR_WEBHOOK_SIGNATURE', 'The signature is not valid', 'No signature of this webhook is right'),
    refused(
      'ERR_WEBHOOK_TIME',
      'The webhook is too old or too new',
      'webhook-timestamp is more than 300 s off: here it is 1795436534, 2026-11-23T12:22:14.000Z',
    ),
  ],
})
