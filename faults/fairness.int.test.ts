import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { readWork } from './facts.ts'
import { createHookSender, type HookSender } from './hooks.ts'
import { findRedisProgram } from './servers.ts'
import type { Shop } from './shops.ts'
import { type RunningWorld, startWorld } from './world.ts'

const backlog = 20_000
const samples = 9
/** What an ERP takes for a call at least. With it, machines that are busy with other things hardly count. */
const erpMs = 60

interface Connection {
  id: string
  shop: Shop
  hookSecret: string
}

const queue = findRedisProgram() === undefined ? 'postgres' : 'redis'

describe(`with a backlog of ${backlog} orders beside it (queue on ${queue})`, { timeout: 180_000 }, () => {
  let world: RunningWorld
  let hooks: HookSender
  let busy: Connection
  let other: Connection
  let hanging: Connection
  let idleMs: number

  const connect = async (shop: Shop): Promise<Connection> => {
    const { id } = await world.gateway.post('/v1/connections', shop.connection, z.object({ id: z.string() }))
    const path = `/v1/connections/${id}/hook-secrets/prestashop`
    const { secret } = await world.gateway.post(path, {}, z.object({ secret: z.string() }))
    return { id, shop, hookSecret: secret }
  }

  const order = ({ shop, id, hookSecret }: Connection) => {
    const placed = shop.place({ kind: 'ordinary', model: 44 })
    return hooks.announce(id, hookSecret, 'order.created', placed.storeOrderId, 1)
  }

  const booked = ({ shop }: Connection): number => shop.company.documents('sales_order').length

  /** From a new order in the shop to its document in the ERP; the middle one of several. */
  const measureMs = async (connection: Connection): Promise<number> => {
    const times: number[] = []
    for (let sample = 0; sample < samples; sample += 1) {
      const before = booked(connection)
      const started = performance.now()
      await order(connection)
      await vi.waitFor(() => expect(booked(connection)).toBe(before + 1), { interval: 5, timeout: 30_000 })
      times.push(performance.now() - started)
    }
    return times.toSorted((a, b) => a - b)[Math.floor(samples / 2)] ?? 0
  }

  /** Orders as they stand after their import, made of one that was really imported. */
  const pileUp = async ({ id }: Connection): Promise<void> => {
    const { pool } = world.database
    await pool.query(
      `insert into orders (id, connection_id, store_order_id, reference, snapshot, content_hash, placed_at, store_changed_at,
         currency, total_paid, state, proof)
       select gen_random_uuid(), connection_id, 'x' || n, 'X' || n,
         snapshot || jsonb_build_object('storeOrderId', 'x' || n, 'reference', 'X' || n), 'x' || n, placed_at,
         store_changed_at, currency, total_paid, 'ready', proof
       from (select * from orders where connection_id = $1 limit 1) model, generate_series(1, $2::int) n`,
      [id, backlog],
    )
    await pool.query(
      `insert into work (connection_id, queue, job, key, payload)
       select connection_id, 'orders', 'transfer-order', id, jsonb_build_object('connectionId', connection_id, 'orderId', id)
       from orders where connection_id = $1 and state = 'ready'`,
      [id],
    )
  }

  beforeAll(async () => {
    world = await startWorld({
      seed: randomInt(1_000_000),
      connections: 3,
      workers: 1,
      gateways: 1,
      queue,
      writeCeilingMs: 20_000,
      leaseMs: 30_000,
    })
    hooks = createHookSender(world.gateway)
    const [first, second, third] = world.shops.all
    if (!first || !second || !third) throw new Error('there are not enough shops')
    ;[busy, other, hanging] = [await connect(first), await connect(second), await connect(third)]
    world.shops.erp.faults.add({ kind: 'delay', ms: erpMs })
    // The first order of a shop also brings its customer and its products into the ERP.
    for (const connection of [busy, other]) {
      await order(connection)
      await vi.waitFor(() => expect(booked(connection)).toBe(1), { timeout: 60_000 })
    }
    idleMs = await measureMs(other)
  }, 120_000)
  afterAll(() => world?.close(false))

  it('books a new order of another shop in at most twice its time', async () => {
    await pileUp(busy)
    await expect.poll(() => booked(busy), { timeout: 30_000 }).toBeGreaterThan(10)
    const before = booked(busy)
    const besideMs = await measureMs(other)
    expect(booked(busy)).toBeGreaterThan(before)
    expect(booked(busy)).toBeLessThan(backlog / 2)
    expect(besideMs / idleMs).toBeLessThanOrEqual(2)
  })

  it('and a shop that hangs as well', async () => {
    hanging.shop.store.faults.add({ effect: { kind: 'hang' } })
    await world.gateway.post(`/v1/connections/${hanging.id}/syncs`, { flow: 'orders' }, z.unknown())
    const isRead = async () =>
      (await readWork(world.database)).some(
        ({ connectionId, state }) => connectionId === hanging.id && state === 'running',
      )
    await expect.poll(isRead, { timeout: 30_000 }).toBe(true)
    const besideMs = await measureMs(other)
    expect(await isRead()).toBe(true)
    expect(besideMs / idleMs).toBeLessThanOrEqual(2)
  })
})
