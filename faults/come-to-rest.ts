import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { askAllForSync, askForSync, type Connection } from './connections.ts'
import { countOrders, letTimePass, readWork, type WorkRow } from './facts.ts'
import { RefusedError } from './gateway.ts'
import { isQuiet } from './judge.ts'
import type { RunningWorld } from './world.ts'

const pollMs = 250
const Retried = z.object({ retried: z.int() })

/** What is over refuses to be tried again; its work only has to find that out. */
const isOver = ({ orderState }: WorkRow): boolean => orderState === 'booked' || orderState === 'cancelled'

const unlessRefused = (error: unknown): undefined => {
  if (!(error instanceof RefusedError)) throw error
  return undefined
}

/** Tells what waits for its next try, after a failure, to try at once. @returns how many things that were */
export const hurry = async (world: RunningWorld, connections: readonly Connection[]): Promise<number> => {
  const { gateway, database } = world
  const { retried } = await gateway.post('/v1/problems/retry', { kind: 'circuit' }, Retried)
  const waiting = (await readWork(database)).filter(
    ({ state, isLater, lastError }) => state === 'waiting' && isLater && lastError,
  )
  const tries = waiting.map(async (row) => {
    const connection = connections.find(({ id }) => id === row.connectionId)
    if (row.orderId === undefined) return connection && askForSync(gateway, connection)
    if (isOver(row)) return letTimePass(database, row)
    return gateway.post(`/v1/orders/${row.orderId}/retry`, {}, z.unknown()).catch(unlessRefused)
  })
  await Promise.all(tries)
  return retried + tries.length
}

/** Whether every order of the shops is known to Pretok. */
const hasFoundAll = async ({ database, shops }: RunningWorld): Promise<boolean> => {
  const placed = shops.all.reduce((sum, shop) => sum + shop.placed.length, 0)
  return (await countOrders(database)) >= placed
}

/** Waits until all orders are found and nothing is left to do. @returns how often work had to be told not to wait */
export const untilQuiet = async (
  world: RunningWorld,
  connections: readonly Connection[],
  { patienceMs, quietWithinMs }: { patienceMs: number; quietWithinMs: number },
): Promise<number> => {
  const begunAt = performance.now()
  let hurried = 0
  let askedAgain = false
  for (;;) {
    const passedMs = performance.now() - begunAt
    const foundAll = await hasFoundAll(world)
    if ((foundAll && (await readWork(world.database)).every(isQuiet)) || passedMs > quietWithinMs) return hurried
    if (passedMs >= patienceMs) {
      hurried += await hurry(world, connections)
      if (!foundAll && !askedAgain) await askAllForSync(world.gateway, connections)
      askedAgain = true
    }
    await wait(pollMs)
  }
}
