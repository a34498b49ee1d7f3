import { setTimeout as wait } from 'node:timers/promises'
import type { Connection } from './connections.ts'
import type { HookSender } from './hooks.ts'
import type { PlannedOrder } from './orders.ts'
import type { PlacedOrder } from './shops.ts'

/** Orders that were planned, and have been placed. */
export type Placed = ReadonlyMap<PlannedOrder, PlacedOrder>

/**
 * Lets customers order: each order at its moment, with what is told of it and what happens to it later.
 *
 * @param since when it all begins, by `performance.now()`
 * @param placed what stands in the shops already
 */
export const letCustomersOrder = async (
  connections: readonly Connection[],
  planned: readonly PlannedOrder[],
  { hooks, placed, since }: { hooks: HookSender; placed: Placed; since: number },
): Promise<void> => {
  const until = (atMs: number) => wait(Math.max(0, since + atMs - performance.now()))

  const follow = async (plan: PlannedOrder): Promise<void> => {
    const connection = connections[plan.shop]
    if (!connection) throw new Error('an order is planned for a shop that is not there')
    const { shop, id, hookSecret } = connection
    const announce = async (type: string, order: PlacedOrder): Promise<void> => {
      await hooks.announce(id, hookSecret, type, order.storeOrderId, plan.announcements)
    }
    let order = placed.get(plan)
    if (!order) {
      await until(plan.atMs)
      order = shop.place(plan)
      await announce('order.created', order)
    }
    if (!plan.change) return
    await until(plan.change.atMs)
    shop.change(order, plan.change.what)
    await announce('order.changed', order)
  }
  await Promise.all(planned.map(follow))
}
