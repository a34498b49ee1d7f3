import { openCircuit } from '@pretok/db'
import { stopReason } from '@pretok/domain'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConnectionResource } from '../resources/connection.ts'
import { createTestGateway, goodConnection, type TestGateway } from '../testing/test-gateway.ts'

const reason = stopReason({ code: 'ERR_REMOTE_UNAVAILABLE', message: 'MetaKocka search: HTTP 503' })

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway()
})
afterAll(() => gateway.close())

const create = async () => (await gateway.post<ConnectionResource>('/v1/connections', goodConnection)).body

it('a connection tells which of its sides are out of order, until that side gets new access data', async () => {
  const { id, circuits } = await create()
  const well = await create()
  expect(circuits).toEqual([])
  const opened = await openCircuit(gateway.db, { connectionId: id, side: 'erp', reason, tookMs: 0 })
  const expected = [
    { side: 'erp', openedAt: opened?.openedAt.toISOString(), probeAt: opened?.probeAt.toISOString(), reason },
  ]

  expect((await gateway.get<ConnectionResource>(`/v1/connections/${id}`)).body.circuits).toEqual(expected)
  const { items } = (await gateway.get<{ items: ConnectionResource[] }>('/v1/connections')).body
  expect(items.map((item) => [item.id, item.circuits])).toEqual([
    [well.id, []],
    [id, expected],
  ])
  const patch = (change: object) => gateway.patch<ConnectionResource>(`/v1/connections/${id}`, change)
  expect((await patch({ name: 'Nova' })).body.circuits).toEqual(expected)
  expect((await patch({ erp: { secretKey: 'another' } })).body.circuits).toEqual([])
})
