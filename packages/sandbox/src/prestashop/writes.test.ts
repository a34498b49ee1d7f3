import { describe, expect, test } from 'vitest'
import { loadRecordings, sendRecording } from './recording.ts'
import { startPrestashopSandbox } from './sandbox.ts'

const stock =
  '1-before 2-full 3-full-json-answer 4-zero 5-negative 6-collection-url 7-url-id-ignored 8-after-url-id-ignored batch batch-one-invalid batch-one-invalid-after batch-duplicate-id missing-id missing-id-product missing-id-product-attribute missing-quantity missing-depends-on-stock missing-out-of-stock missing-id-shop missing-id-shop-after missing-id-shop-after-list missing-id-shop-product missing-id-shop-repair missing-location quantity-empty quantity-text quantity-decimal quantity-exponent quantity-blanks quantity-leading-zeros quantity-too-big unknown-element unknown-id other-product other-product-repair depends-on-stock-1 out-of-stock-1 out-of-stock-9 out-of-stock-repair combination-1-before combination-2-put combination-3-after combination-4-put-sum-row combination-5-after combination-6-repair combination-7-after product-date-upd get-only-key wrong-key'
const product =
  '1-as-got 2-without-manufacturer-name price-comma price-empty price-negative price-eight-decimals price-text'
const tracking =
  '1-before 2-put 3-order-after required-only required-only-after missing-id-order bad-characters send-email'
const body =
  'json-body empty-body malformed-xml empty-prestashop-element no-prestashop-root wrong-entity-name xml-prefix through-post-ps_method'

const named = (prefix: string, names: string): string[] => names.split(' ').map((name) => `${prefix}${name}`)

/** The recorded writes in the order they were made. Each sequence starts from the state of the dump. */
const sequences: Readonly<Record<string, string[]>> = {
  stock: named('put-stock-', stock),
  products: named('put-product-', product),
  combinations: named('put-combination-', 'price product-date-upd'),
  'order carriers': named('put-tracking-', tracking),
  'the request body': named('put-', body),
  'methods that look like PUT': ['patch-stock-not-permitted', 'patch-through-ps_method'],
}

const recordings = new Map(loadRecordings().map((recording) => [recording.name, recording]))

describe('recorded writes, replayed in their order, are answered as recorded', () => {
  test.for(Object.entries(sequences))('%s', async ([, names]) => {
    let now = new Date()
    const sandbox = await startPrestashopSandbox({ hosting: { checkHost: true }, clock: () => now })
    for (const name of names) {
      const recording = recordings.get(name)
      if (recording === undefined) throw new Error(`no recording ${name}`)
      now = new Date(recording.response.headers['Date'] ?? '')
      const { status, body: text } = await sendRecording(recording, sandbox)
      expect.soft({ name, status, text }).toEqual({
        name,
        status: recording.response.status,
        text: recording.response.body ?? '',
      })
    }
    await sandbox.close()
  })

  test('none is left out', () => {
    const writes = [...recordings.keys()].filter((name) => /^(?:put|patch)-/.test(name))
    expect(Object.values(sequences).flat().toSorted()).toEqual(writes.toSorted())
  })
})
