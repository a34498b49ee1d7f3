import { listAudit, saveFacts, work } from '@pretok/db'
import { connectionsQueue } from '@pretok/jobs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionResource } from '../resources/connection.ts'
import type { DeletionResource } from '../resources/deletion.ts'
import type { FactsResource } from '../resources/facts.ts'
import { createTestGateway, goodConnection, type TestGateway } from '../testing/test-gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway()
})
afterAll(() => gateway.close())

const create = async (input: object = {}) =>
  (await gateway.post<ConnectionResource>('/v1/connections', { ...goodConnection, ...input })).body
const auditOf = (connectionId: string) => listAudit(gateway.db, { connectionId, limit: 50 })
const nowhere = '01a2085b-5cbb-724e-850d-6594249c9fdf'

describe('flows', () => {
  it('are switched one by one; only orders are on at first', async () => {
    const { id, settings } = await create()
    expect(settings.flows).toEqual({ orders: true, products: false, stock: false, statuses: false, invoices: false })
    const change = { settings: { flows: { stock: true, orders: false } } }
    const { body } = await gateway.patch<ConnectionResource>(`/v1/connections/${id}`, change)
    expect(body.settings.flows).toMatchObject({ orders: false, stock: true, products: false })
    const refused = await gateway.post(`/v1/connections/${id}/syncs`, { flow: 'orders' })
    expect(refused).toMatchObject({ status: 409, body: { code: 'ERR_SYNC_FLOW_OFF' } })
    await gateway.patch(`/v1/connections/${id}`, { settings: { flows: { orders: null } } })
    expect((await gateway.post(`/v1/connections/${id}/syncs`, { flow: 'orders' })).status).toBe(202)
  })

  it('are refused when they are unknown or odd', async () => {
    const { id } = await create()
    for (const flows of [{ returns: true }, { orders: 'yes' }]) {
      const { status, body } = await gateway.patch(`/v1/connections/${id}`, { settings: { flows } })
      expect({ status, code: body.code }).toEqual({ status: 400, code: 'ERR_REQUEST_INVALID' })
    }
  })
})

it('publishes the schema of the settings, with defaults and words in both languages', async () => {
  const { status, body } = await gateway.get<{ properties: Record<string, { properties: Record<string, object> }> }>(
    '/v1/settings-schema',
  )
  expect(status).toBe(200)
  const fields = Object.values(body.properties).flatMap(({ properties }) => Object.entries(properties))
  expect(fields.length).toBeGreaterThan(15)
  for (const [name, field] of fields) {
    expect(field, name).toMatchObject({ description: expect.any(String), descriptionSl: expect.any(String) })
  }
  expect(body.properties['orders']?.properties['unit']).toMatchObject({ type: 'string', default: 'kos', maxLength: 20 })
})

describe('facts', () => {
  it('are empty at first, are asked for by themselves, and then tell when they were read', async () => {
    const { id } = await create()
    expect((await gateway.get(`/v1/connections/${id}/facts`)).body).toEqual({})
    const asked = await work.take(gateway.db, connectionsQueue, { window: 4, depth: 10, leaseMs: 1_000 })
    const jobs = asked.filter(({ connectionId }) => connectionId === id).map(({ job }) => job)
    expect(jobs.toSorted()).toEqual(['read-erp-facts', 'read-store-facts'])
    await saveFacts(gateway.db, id, 'store', { version: '8.2.1', timeZone: 'Europe/Ljubljana' })
    await saveFacts(gateway.db, id, 'store', { version: '9.0.0' })
    const { body } = await gateway.get<FactsResource>(`/v1/connections/${id}/facts`)
    expect(body).toEqual({ store: { readAt: expect.stringMatching(/Z$/), facts: { version: '9.0.0' } } })
  })

  it('of what is not there are not found', async () => {
    expect((await gateway.get(`/v1/connections/${nowhere}/facts`)).status).toBe(404)
  })
})

describe('deleting', () => {
  it('says what goes and what stays, wants the name, and leaves the audit log', async () => {
    const { id } = await create({ name: 'Čevlji & co' })
    const { body: facts } = await gateway.get<DeletionResource>(`/v1/connections/${id}/deletion`)
    expect(facts).toMatchObject({ confirm: 'Čevlji & co', goes: { orders: 0, unsettledOrders: 0 } })
    expect(facts.stays.length).toBe(facts.staysSl.length)
    for (const wrong of ['', '?confirm=', '?confirm=cevlji']) {
      const { status, body } = await gateway.delete(`/v1/connections/${id}${wrong}`)
      expect({ status, code: body.code }).toEqual({ status: 409, code: 'ERR_CONNECTION_DELETE_UNCONFIRMED' })
      expect(body.detail).toContain('?confirm=%C4%8Cevlji%20%26%20co')
    }
    expect((await gateway.get(`/v1/connections/${id}`)).status).toBe(200)
    const { key: writer } = await gateway.makeKey(['read', 'write'])
    const path = `/v1/connections/${id}?confirm=${encodeURIComponent(facts.confirm)}`
    expect((await gateway.delete(path, { apiKey: writer })).status).toBe(403)
    expect((await gateway.delete(path)).status).toBe(204)
    expect((await gateway.delete(path)).status).toBe(404)
    expect((await gateway.get(`/v1/connections/${id}`)).status).toBe(404)
    const { body: page } = await gateway.get<{ items: ConnectionResource[] }>('/v1/connections?limit=100')
    expect(page.items.map((one) => one.id)).not.toContain(id)
    expect((await auditOf(id)).map(({ action }) => action)).toEqual(['connection.deleted', 'connection.created'])
  })

  it('of what is not there is not found', async () => {
    expect((await gateway.get(`/v1/connections/${nowhere}/deletion`)).status).toBe(404)
    expect((await gateway.delete(`/v1/connections/${nowhere}?confirm=x`)).status).toBe(404)
  })
})

describe('the audit log', () => {
  it('tells who changed what, secrets by their fingerprints only', async () => {
    const { id, store } = await create()
    const key = 'Z'.repeat(32)
    await gateway.patch(`/v1/connections/${id}`, {
      name: 'Nova',
      store: { key, auth: 'ws_key' },
      settings: { orders: { warehouse: 'M1', paymentRules: { ps_wirepayment: 'always' } } },
    })
    await gateway.patch(`/v1/connections/${id}`, { name: 'Nova' })
    await gateway.post(`/v1/connections/${id}/pause`)
    await gateway.post(`/v1/connections/${id}/resume`)
    await gateway.post(`/v1/connections/${id}/resume`)
    const entries = await auditOf(id)
    expect(entries.map(({ action }) => action)).toEqual([
      'connection.resumed',
      'connection.paused',
      'connection.changed',
      'connection.created',
    ])
    const [, , changed] = entries
    expect(changed).toMatchObject({ actor: { kind: 'api-key', name: 'read and write and admin' }, ip: '127.0.0.1' })
    expect(changed?.details.changes).toEqual([
      { field: 'name', from: 'Trgovina', to: 'Nova' },
      { field: 'store.auth', from: 'basic', to: 'ws_key' },
      { field: 'store.keyFingerprint', from: store.keyFingerprint, to: expect.stringMatching(/^[0-9a-f]{8}$/) },
      { field: 'settings.orders.paymentRules.ps_wirepayment', from: 'when-paid', to: 'always' },
      { field: 'settings.orders.warehouse', to: 'M1' },
    ])
    const text = JSON.stringify(entries)
    for (const secret of [key, goodConnection.store.key, goodConnection.erp.secretKey])
      expect(text).not.toContain(secret)
  })

  it('tells once what was asked twice under one key', async () => {
    const headers = { 'idempotency-key': 'k1' }
    const { body } = await gateway.post<ConnectionResource>('/v1/connections', goodConnection, { headers })
    await gateway.post('/v1/connections', goodConnection, { headers })
    expect(await auditOf(body.id)).toHaveLength(1)
  })
})
