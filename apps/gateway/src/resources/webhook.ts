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

const visible = /^[\x21-\x7e]{1,200}$/

/** Headers of MetaKocka's webhooks; the others pass. Whoever verifies the signature reads them first. */
export const ErpPushHeaders = z.looseObject({
  'x-metakocka-event': z
    .string()
    .regex(visible, 'has 1 to 200 visible characters of ASCII')
    .meta({ description: 'What happened: `warehouse_product_stock_update` is the one that is documented' }),
  'x-metakocka-id': z
    .string()
    .regex(visible, 'has 1 to 200 visible characters of ASCII')
    .meta({ description: 'Of the event: every attempt to deliver it has the same' }),
  'x-metakocka-signature': z.string().meta({ description: 'Base64 of the HMAC-SHA1 of the body' }),
})

/** What MetaKocka tells of stock, in its own shape. Nothing else of it is looked at, and nothing of it is relied on. */
export const ErpPush = z
  .looseObject({
    stock_list: z
      .unknown()
      .optional()
      .meta({ description: 'Rows as in `warehouse_stock`; the `mk_id` of each is the product' }),
  })
  .meta(
    bodyExamples({
      'the stock of a product': {
        opr_code: '0',
        stock_list_count: '1',
        stock_list: [{ warehouse_id: '1600004367', mk_id: '1600094857', code: 'SKU-1', amount: '3', unit: 'kos' }],
      },
    }),
  )

/** MetaKocka's documentation asks for one of the two and shows the other. */
export const ErpPushTaken = z
  .object({ status: z.literal('ok'), check_respond_status_json_ok: z.literal('true') })
  .meta({ id: 'ErpPushTaken', examples: [{ status: 'ok', check_respond_status_json_ok: 'true' }] })

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
