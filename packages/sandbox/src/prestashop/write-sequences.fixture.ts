import { sendRecording } from './recording.ts'
import type { PrestashopSandbox } from './sandbox.ts'

/** The name of a recording, or something that happened in the real shop between two recordings without being one. */
export type Step = string | ((sandbox: PrestashopSandbox) => unknown)

const named = (prefix: string, names: string): string[] => names.split(' ').map((name) => `${prefix}${name}`)

const parts = 'order histories payments invoices'
const afterwards = (prefix: string): string[] => named(prefix, parts)

/** Reads a row as XML, changes one field and sends it back, as a connector does. */
const putField = async (sandbox: PrestashopSandbox, path: string, field: string, value: string): Promise<void> => {
  const request = { path: `/api/${path}`, query: '', auth: 'valid-key', headers: {} }
  const exchange = { name: path, server: '', response: { status: 200, headers: {} } }
  const got = await sendRecording({ ...exchange, request: { ...request, method: 'GET' } }, sandbox)
  const body = got.body.replace(new RegExp(`(<${field}[^>]*>).*(</${field}>)`), `$1${value}$2`)
  const { status } = await sendRecording({ ...exchange, request: { ...request, method: 'PUT', body } }, sandbox)
  if (status !== 200) throw new Error(`PUT ${path} was answered ${status}`)
}

const putStock = (sandbox: PrestashopSandbox, quantity: number): Promise<void> =>
  putField(sandbox, 'stock_availables/8', 'quantity', String(quantity))

const stock =
  '1-before 2-full 3-full-json-answer 4-zero 5-negative 6-collection-url 7-url-id-ignored 8-after-url-id-ignored batch batch-one-invalid batch-one-invalid-after batch-duplicate-id missing-id missing-id-product missing-id-product-attribute missing-quantity missing-depends-on-stock missing-out-of-stock missing-id-shop missing-id-shop-after missing-id-shop-after-list missing-id-shop-product missing-id-shop-repair missing-location quantity-empty quantity-text quantity-decimal quantity-exponent quantity-blanks quantity-leading-zeros quantity-too-big unknown-element unknown-id other-product other-product-repair depends-on-stock-1 out-of-stock-1 out-of-stock-9 out-of-stock-repair combination-1-before combination-2-put combination-3-after combination-4-put-sum-row combination-5-after combination-6-repair combination-7-after product-date-upd get-only-key wrong-key'
const product =
  '1-as-got 2-without-manufacturer-name 3-ok 4-after price-comma price-empty price-negative price-eight-decimals price-text missing-fields-1-before missing-fields-2-put missing-fields-3-after'
const tracking =
  '1-before 2-put 3-order-after required-only required-only-after missing-id-order bad-characters send-email'
const body =
  'json-body empty-body malformed-xml empty-prestashop-element no-prestashop-root wrong-entity-name xml-prefix through-post-ps_method'

/** All recorded writes, in the order they were made on one shop, one after the other. Where files tell no order, ids do. */
export const writeSequences: Readonly<Record<string, readonly Step[]>> = {
  stock: named('put-stock-', stock),
  products: named('put-product-', product),
  combinations: named('put-combination-', 'price product-date-upd'),
  'order carriers': named('put-tracking-', tracking),
  'PATCH of stock and products': named(
    'patch-',
    'stock stock-after stock-not-permitted through-ps_method product-price product-price-after',
  ),
  'the request body': named('put-', body),
  'state of an order': [
    ...afterwards('put-order-state-1-before-'),
    'put-order-state-2-put',
    ...afterwards('put-order-state-3-after-'),
    'put-order-state-4-repair',
    ...afterwards('put-order-state-5-repaired-'),
    'put-order-state-6-same-state',
    'put-order-state-7-histories',
  ],
  'a cancelled order': named('put-order-cancel-', '1-stock 2-put 3-stock 4-histories'),
  'a shipped order': [
    'put-order-shipped-1-put',
    ...afterwards('put-order-shipped-2-after-'),
    'put-order-shipped-3-carrier',
  ],
  'orders refused and emptied': [
    'put-order-not-atomic-1-put',
    ...afterwards('put-order-not-atomic-2-after-'),
    ...named('put-order-', 'unknown-state minimal empty-state empty-state-after'),
    ...named('put-order-required-only-', '1-before 2-put 3-list 4-detail 5-detail-xml'),
  ],
  'PATCH of an order': ['patch-order-state-1', ...afterwards('patch-order-state-2-after-')],
  'order histories': [
    ...named('post-order-history-', 'not-permitted 1'),
    ...afterwards('post-order-history-2-after-'),
    'put-order-history',
    'put-order-history-after',
  ],
  'a race for an order': [
    'race-order-1-get',
    ({ backOffice }) => backOffice.changeState(17, 4),
    ...named('race-order-', '2-shop-ships 3-stale-put 4-after 5-histories'),
  ],
  'a race for stock': [
    // Not recorded: somebody has set the stock that the race starts from.
    (sandbox) => putStock(sandbox, 100),
    'race-stock-1-get',
    ({ backOffice }) => backOffice.sell(8, 0, 3),
    ...named('race-stock-', '2-after-order 3-stale-put 4-after'),
    // The 8 PUTs that were sent at once, as the note of the recording gives their order; the last one won.
    ...[204, 206, 201, 202, 200, 205, 207, 203].map(
      (quantity) => (sandbox: PrestashopSandbox) => putStock(sandbox, quantity),
    ),
    'race-stock-5-after-8-parallel-puts',
  ],
  'what moves date_upd': [
    'dateupd-0-start',
    (sandbox) => putField(sandbox, 'order_carriers/60', 'tracking_number', 'RR60'),
    'dateupd-1-tracking-put',
    ({ backOffice }) => backOffice.setTracking(60, 'RR61'),
    'dateupd-2-tracking-back-office',
    ({ backOffice }) => backOffice.refund(60, { lines: [{ detailId: 114, quantity: 1, amount: '5.00' }] }),
    'dateupd-3-partial-refund',
    ({ backOffice }) => backOffice.addPayment(60, { amount: '1.00', method: 'Cash' }),
    'dateupd-4-payment-added',
    ({ backOffice }) => backOffice.changeState(60, 3),
    'dateupd-5-state-changed',
  ],
}

/** Recordings of writes that are not replayed, and why. */
export const excludedWrites: Readonly<Record<string, string>> = {}
