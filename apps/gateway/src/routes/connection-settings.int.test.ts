import { saveFacts } from '@pretok/db'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ConnectionResource } from '../resources/connection.ts'
import { createTestGateway, goodConnection, type TestGateway } from '../testing/test-gateway.ts'

let gateway: TestGateway
let path: string
beforeAll(async () => {
  gateway = await createTestGateway()
})
afterAll(() => gateway.close())
beforeEach(async () => {
  const { body } = await gateway.post<ConnectionResource>('/v1/connections', goodConnection)
  path = `/v1/connections/${body.id}`
  await saveFacts(gateway.db, body.id, 'erp', {
    warehouses: [{ id: '1', name: 'Glavno', mark: 'glavno', main: true, active: true }],
    deliveryTypesSeen: ['GLS'],
  })
})

const set = (orders: object, rest: object = {}) =>
  gateway.patch<ConnectionResource>(path, { settings: { orders }, ...rest })

describe('settings that do not fit what both sides have', () => {
  it('are refused where that is certain, and nothing is changed', async () => {
    const before = await gateway.get(path)
    const { status, body } = await gateway.patch(path, { name: 'Nova', settings: { orders: { warehouse: 'M1' } } })
    expect({ status, errors: body.errors }).toEqual({
      status: 400,
      errors: [{ path: 'settings.orders.warehouse', message: expect.stringContaining('These are: "glavno".') }],
    })
    expect((await gateway.get(path)).body).toEqual(before.body)
    expect((await set({ warehouse: 'glavno' })).status).toBe(200)
  })

  it('are kept with a warning where they only look wrong; the warning itself is not kept', async () => {
    const { status, body } = await set({ deliveryTypes: { 4: 'DPD' } })
    expect({ status, types: body.settings.orders.deliveryTypes }).toEqual({ status: 200, types: { 4: 'DPD' } })
    expect(body.warnings).toEqual([
      {
        field: 'settings.orders.deliveryTypes.4',
        message: expect.stringContaining('"DPD"'),
        messageSl: expect.stringContaining('"DPD"'),
      },
    ])
    expect((await gateway.get(path)).body).not.toHaveProperty('warnings')
    expect((await gateway.patch(path, { name: 'Nova' })).body).not.toHaveProperty('warnings')
    expect((await set({ deliveryTypes: { 4: 'GLS' } })).body).not.toHaveProperty('warnings')
  })

  it('are taken unseen together with another company, of which nothing is known yet', async () => {
    expect(await set({ warehouse: 'M1' }, { erp: { companyId: '17', secretKey: 'other' } })).toMatchObject({
      status: 200,
      body: { settings: { orders: { warehouse: 'M1' } } },
    })
  })
})

it('settings that contradict themselves are refused, in a new connection as in one that is there', async () => {
  const settings = { changes: { returns: 'complaint' } }
  const refusal = { status: 400, body: { errors: [{ path: 'settings.changes.apiUserEmail' }] } }
  expect(await gateway.post('/v1/connections', { ...goodConnection, settings })).toMatchObject(refusal)
  expect(await gateway.patch(path, { settings })).toMatchObject(refusal)
})

describe('rules of the order flow', () => {
  it.each<[object, string]>([
    [{ states: { requires: 'sent' } }, 'settings.orders.states.requires'],
    [{ states: { neverr: ['6'] } }, 'settings.orders.states.neverr'],
    [{ whenUnmapped: { carrier: 'hold' } }, 'settings.orders.whenUnmapped.carrier'],
    [{ overrides: [{ when: {}, use: {} }] }, 'settings.orders.overrides.0.when'],
    [{ overrides: [{ when: { groups: ['3'] }, use: { unit: 'm' } }] }, 'settings.orders.overrides.0.use.unit'],
    [{ document: 'sales_bill_domestic' }, 'settings.orders.document'],
    [{ giveUpUnpaidAfterDays: 1.5 }, 'settings.orders.giveUpUnpaidAfterDays'],
  ])('name the field in %j', async (orders, field) => {
    const { status, body } = await gateway.patch(path, { settings: { orders } })
    expect({ status, field: body.errors?.[0]?.path }).toEqual({ status: 400, field })
  })

  it('are told in the schema, each with words in both languages', async () => {
    const { body } = await gateway.get<{ properties: { orders: { properties: Record<string, object> } } }>(
      '/v1/settings-schema',
    )
    const { properties } = body.properties.orders
    const rules = [
      'states',
      'giveUpUnpaidAfterDays',
      'document',
      'methodsOfPayment',
      'deliveryServices',
      'whenUnmapped',
    ]
    for (const name of [...rules, 'statusCode', 'priceList', 'profitCenter', 'overrides']) {
      expect(properties[name], name).toMatchObject({
        description: expect.any(String),
        descriptionSl: expect.any(String),
      })
    }
  })
})
