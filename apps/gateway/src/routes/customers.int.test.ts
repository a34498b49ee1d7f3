import { bind, findBindings, listAudit, partnerKey, schema } from '@pretok/db'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConnectionResource } from '../resources/connection.ts'
import { importOrder, storeOrder } from '../testing/orders.ts'
import { createTestGateway, goodConnection, type TestGateway } from '../testing/test-gateway.ts'

let gateway: TestGateway
let connectionId: string
beforeAll(async () => {
  gateway = await createTestGateway()
  connectionId = (await gateway.post<ConnectionResource>('/v1/connections', goodConnection)).body.id
})
afterAll(() => gateway.close())

interface Exported {
  orders: { id: string; order: { payer: { email: string } } }[]
  complete: boolean
}
interface Erased {
  erased: number
  kept: { id: string; state: string }[]
}

const { payer, messages } = storeOrder()
const people = [payer.lastName, payer.street, payer.email, ...messages].map(String)
const withOddVatNumber = { ...payer, vatNumber: 'SI12345678' }
const settle = (id: string, state: string) =>
  gateway.pool.query('update orders set state = $2 where id = $1', [id, state])
const rowOf = async (id: string) => {
  const row = (await gateway.db.select().from(schema.orders)).find((one) => one.id === id)
  if (!row) throw new Error('there is no such order')
  return row
}

it('a customer’s data is exported and erased, and what is on its way is kept', async () => {
  const [booked, open] = [
    await importOrder(gateway.db, connectionId, { storeOrderId: '1', payer: withOddVatNumber }),
    await importOrder(gateway.db, connectionId, { storeOrderId: '2' }),
  ]
  const other = await importOrder(gateway.db, connectionId, {
    storeOrderId: '3',
    payer: { ...payer, email: 'other@example.com' },
  })
  await settle(booked, 'booked')
  // A number that is none stands in the notes of a document; the partner is bound without it.
  for (const party of [payer, { ...payer, street: 'Elsewhere 1' }]) {
    const binding = { key: partnerKey(party), erpId: '1', data: { addressId: '2' } }
    await bind(gateway.db, connectionId, 'partner', binding)
  }
  const input = { email: 'ANA@example.com' }
  const { body: exported } = await gateway.post<Exported>('/v1/customers/export', input)
  expect(exported.orders.map(({ id }) => id).toSorted()).toEqual([booked, open].toSorted())
  expect(exported.complete).toBe(true)

  const { body } = await gateway.post<Erased>('/v1/customers/erase', input)
  expect(body).toEqual({ erased: 1, kept: [{ id: open, state: 'ready' }] })
  const bound = await findBindings(gateway.db, connectionId, 'partner', [partnerKey(payer)])
  expect([...bound]).toEqual([])
  const row = await rowOf(booked)
  for (const text of people) expect(JSON.stringify(row)).not.toContain(text)
  expect(row).toMatchObject({ totalPaid: '47.060000', currency: 'EUR', state: 'booked' })
  expect((row.snapshot as { lines: object[] }).lines).toHaveLength(1)
  expect(JSON.stringify(await rowOf(other))).toContain('other@example.com')
  const { body: shown, text } = await gateway.get<{ timeline: object[] }>(`/v1/orders/${booked}`)
  for (const one of people) expect(text).not.toContain(one)
  expect(shown.timeline.at(-1)).toMatchObject({ kind: 'erased', actor: { kind: 'api-key' } })

  await importOrder(gateway.db, connectionId, { storeOrderId: '1', totalPaid: '47.06', language: 'en' })
  for (const one of people) expect(JSON.stringify(await rowOf(booked))).not.toContain(one)
  expect((await gateway.post<Exported>('/v1/customers/export', input)).body.orders.map(({ id }) => id)).toEqual([open])

  await settle(open, 'cancelled')
  expect((await gateway.post<Erased>('/v1/customers/erase', input)).body).toEqual({ erased: 1, kept: [] })
  expect((await gateway.post<Erased>('/v1/customers/erase', input)).body).toEqual({ erased: 0, kept: [] })
  const entries = await listAudit(gateway.db, { action: 'customer.erased', limit: 10 })
  expect(entries).toHaveLength(3)
  expect(JSON.stringify(entries)).not.toContain('example.com')
})

it('is for admins, and for one connection if asked so', async () => {
  const { key: apiKey } = await gateway.makeKey(['read', 'write'])
  for (const what of ['export', 'erase']) {
    const refused = await gateway.post(`/v1/customers/${what}`, { email: 'ana@example.com' }, { apiKey })
    expect(refused.status).toBe(403)
    for (const input of [{}, { email: 'nobody' }, { email: 'a@example.com', all: true }]) {
      expect((await gateway.post(`/v1/customers/${what}`, input)).status).toBe(400)
    }
  }
  await importOrder(gateway.db, connectionId, { storeOrderId: '4' })
  const elsewhere = (await gateway.post<ConnectionResource>('/v1/connections', goodConnection)).body.id
  const of = async (id: string) =>
    (await gateway.post<Exported>('/v1/customers/export', { email: 'ana@example.com', connectionId: id })).body.orders
      .length
  expect([await of(connectionId), await of(elsewhere)]).toEqual([1, 0])
})
