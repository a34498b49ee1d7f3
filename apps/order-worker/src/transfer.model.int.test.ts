import { createPrestashopClient } from '@pretok/client-prestashop'
import { createPrestashopStore } from '@pretok/connector-prestashop'
import { type Database, migrate, openDatabase } from '@pretok/db'
import { compareDocument, type Party, Proof, type StoreOrder } from '@pretok/domain'
import { createTransport } from '@pretok/http'
import { startPrestashopSandbox } from '@pretok/sandbox'
import { createTestDatabase } from '@pretok/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyStep, type goals, type plainSteps, type Step, take } from './testing/transfer-steps.ts'
import { ceilingMs, createWorld, type World } from './testing/transfer-world.ts'

/** How much more than usual is tried. */
const effort = Number(process.env['PRETOK_FC_RUNS'] ?? 1)

let database: Database
let dropDatabase: () => Promise<void>
/** Two orders of one firm, delivered to two places; and what each of them may become in the store. */
let orders: StoreOrder[][]

const firm = (party: Party, street: string): Party => ({
  ...party,
  company: 'Žužek d.o.o.',
  vatNumber: 'SI12345679',
  street,
})

beforeAll(async () => {
  const { url, drop } = await createTestDatabase({ migrate })
  dropDatabase = drop
  // Postgres does not crash here, and waiting for its disk would take most of the time.
  const quick = new URL(url)
  quick.searchParams.set('options', '-c synchronous_commit=off')
  database = openDatabase({ url: quick.href, applicationName: 'test' })
  const sandbox = await startPrestashopSandbox()
  const transport = createTransport({ concurrency: 1, allowPrivateNetworks: true })
  const client = createPrestashopClient({ url: sandbox.url, key: sandbox.keys['valid-key'] ?? '', transport })
  const { orders: read } = await createPrestashopStore({ client }).readOrdersById(['6', '8'])
  await transport.close()
  await sandbox.close()
  orders = [1, 2].map((number) =>
    read.map((order) => ({
      ...order,
      storeOrderId: String(number),
      reference: `REF-${number}`,
      payer: firm(order.payer, `Ulica ${number}`),
      recipient: firm(order.recipient, `Ulica ${number}`),
    })),
  )
})
afterAll(async () => {
  await database.close()
  await dropDatabase()
})

const check = async (world: World): Promise<void> => {
  expect(world.bugs).toEqual([])
  const { documents, partners } = world.erp
  const codes = world.erp.products().map(({ code }) => code)
  expect(new Set(codes).size, 'products of one code').toBe(codes.length)
  expect(partners.length, 'partners of one firm').toBeLessThanOrEqual(1)
  for (const row of await world.rows()) {
    const ours = documents.filter(({ orderId }) => orderId === row.id)
    expect(ours.length, `documents booked for ${row.reference}`).toBeLessThanOrEqual(1)
    if (row.state !== 'booked') continue
    const standing = documents.filter(({ buyerOrder }) => buyerOrder === row.buyerOrder || buyerOrder === row.reference)
    expect(standing.map(({ mkId }) => mkId)).toEqual([row.erpMkId])
    expect(standing.flatMap((document) => compareDocument(document, Proof.parse(row.proof)))).toEqual([])
  }
}

const erpIsQuiet = ({ erp, runners }: World): boolean => erp.calls.length === 0 && runners.size === 0

/** Nothing goes wrong any more; people try again what stopped. Only what somebody else booked can be in the way. */
const comeToRest = async (world: World, actsAtLast: boolean): Promise<void> => {
  for (let round = 0, tries = 0; round < 20; round += 1) {
    while ((await world.start()) !== undefined);
    for (const runner of world.runners.keys()) while (await world.move(runner));
    await check(world)
    const rows = await world.rows()
    const open = rows.filter(({ state }) => state !== 'booked' && state !== 'cancelled')
    const stopped = open.filter(({ state }) => state === 'held' || state === 'rejected')
    if (stopped.length === open.length && erpIsQuiet(world)) {
      if (open.length === 0 || tries > 1) return checkRest(world, rows)
      tries += 1
    }
    for (const { id } of stopped) await world.ask(id)
    await world.pass(3 * ceilingMs, actsAtLast)
  }
  expect.unreachable('the orders never come to rest')
}

const checkRest = ({ erp: { documents } }: World, rows: Awaited<ReturnType<World['rows']>>): void => {
  for (const { id, state, reason, reference } of rows) {
    if (state === 'booked') continue
    expect(reason, reference).toHaveProperty('code')
    const ours = documents.filter(({ orderId }) => orderId === id)
    const others = documents.filter(({ orderId, buyerOrder }) => orderId === undefined && buyerOrder === reference)
    if (state === 'cancelled') expect(ours, `documents of ${reference}, which is cancelled`).toEqual([])
    else expect(others, `what holds ${reference}`).not.toEqual([])
  }
}

interface Circumstances {
  orders: 1 | 2
  /** What stands in the ERP already. */
  known: 'nothing' | 'products' | 'all'
  uniqueBuyerOrder: boolean
}

/** Plays a schedule, then lets everything come to rest; what must hold is checked after every step. */
const play = async (
  { orders: count, known, uniqueBuyerOrder }: Circumstances,
  steps: readonly Step[],
  actsAtLast: boolean,
): Promise<void> => {
  const world = await createWorld({ database, orders: orders.slice(0, count), uniqueBuyerOrder })
  try {
    for (const order of orders.slice(0, count).flatMap(([first]) => first ?? [])) {
      if (known !== 'nothing') world.erp.addProducts(world.documentOf(order))
      if (known === 'all') world.erp.addPayer(order.payer)
    }
    for (const one of steps) {
      await take(world, one)
      await check(world)
    }
    await comeToRest(world, actsAtLast)
  } finally {
    await world.close()
  }
}

const go = (to: (typeof goals)[number] | number, at = 0): Step => ({ do: 'go', to, pick: at })
const pass = (ceilings: number, actsAtLast = true): Step => ({ do: 'pass', share: ceilings, actsAtLast, pick: 0 })
const some = (kind: (typeof plainSteps)[number], at = 0): Step => ({ do: kind, pick: at })
const loseAnswer: Step = { do: 'lose', arrives: true, pick: 0 }

/** The first of several runners is 1; 0 begins with a new one, if something is due. */
describe('at most once', () => {
  const alone: Circumstances = { orders: 1, known: 'all', uniqueBuyerOrder: false }
  const both: Circumstances = { ...alone, orders: 2 }

  it.each<[string, Circumstances, Step[]]>([
    [
      'a runner that stands still before its intent has lost the work when it wakes up',
      alone,
      [go('commit'), pass(0.31), go('end'), go('end', 1)],
    ],
    [
      'a runner that stands still after its intent sends nothing when it wakes up',
      alone,
      [go('commit'), go(1, 1), pass(2.6), go('end'), go('end', 1)],
    ],
    [
      'a runner that stands still before its call sends nothing when it wakes up',
      alone,
      [go('waiting'), pass(2.6), go('end'), go('end', 1)],
    ],
    [
      'a booking that the ERP makes as late as it can is waited for',
      alone,
      [go('out'), loseAnswer, go('end', 1), pass(1.6), go('end'), pass(1.1), go('end')],
    ],
    [
      'a crash after the call is waited for as long',
      alone,
      [go('out'), some('crash'), pass(1.6), go('end'), pass(1.1), go('end')],
    ],
    [
      'an intent whose commit seemed to fail is waited for',
      alone,
      [go('commit'), go(1, 1), some('commit-fails'), go('end', 1), pass(1.6), go('end'), pass(1.1), go('end')],
    ],
    [
      'a runner that stands still before it creates a partner creates none when it wakes up',
      { ...alone, known: 'products' },
      [go('waiting'), pass(2.6), go('end'), go('end', 1)],
    ],
    [
      'a partner that the ERP creates as late as it can is waited for',
      { ...alone, known: 'products' },
      [go('out'), loseAnswer, go('end', 1), pass(1.6), go('end'), pass(1.1), go('end')],
    ],
    [
      'two orders of a firm, to two addresses, make one partner',
      { ...both, known: 'products' },
      [go('out'), go('out'), go('end', 1), go('end', 1)],
    ],
    [
      'a product that vanished is created by one, though two have found it missing',
      both,
      [
        go('waiting'),
        go('waiting'),
        some('delete-product'),
        go('end', 2),
        go('out'),
        go('end', 1),
        go('end'),
        go('end', 1),
      ],
    ],
  ])('%s', (_what, circumstances, steps) => play(circumstances, steps, true))

  it('whatever crashes, stalls, is lost or comes late, in any order', { timeout: 60_000 * effort }, async () => {
    const circumstances = fc.record({
      orders: fc.constantFrom(1 as const, 1 as const, 2 as const),
      known: fc.constantFrom('nothing' as const, 'products' as const, 'all' as const, 'all' as const),
      uniqueBuyerOrder: fc.boolean(),
    })
    const schedule = fc.array(anyStep, { maxLength: 40, size: 'max' })
    await fc.assert(fc.asyncProperty(circumstances, schedule, fc.boolean(), play), {
      numRuns: 100 * effort,
      interruptAfterTimeLimit: 15_000 * effort,
    })
  })
})
