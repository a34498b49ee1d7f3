import { OrderId, orderReasons, stopReason } from '@pretok/domain'
import { ordersQueue } from '@pretok/jobs'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pauseConnection, pausedByOperator } from './connections.ts'
import { newId, type Tx } from './database.ts'
import { NotFoundError } from './not-found.ts'
import {
  countProblems,
  findProblem,
  getProblem,
  listProblems,
  type OpenProblem,
  type ProblemFilter,
} from './problems.ts'
import { connections } from './schema.ts'
import {
  addConnection,
  addOrder,
  awayReason,
  failImport,
  failTransfer,
  heldReason,
  openCircuit,
  struggle,
} from './testing/problems.ts'
import { openTestDatabase } from './testing/test-database.ts'
import { work } from './work.ts'

let db: Tx
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
})
afterAll(() => close())
beforeEach(async () => {
  await db.delete(connections)
})

const idsOf = (problems: readonly OpenProblem[]) => problems.map(({ id }) => id)
const list = (filter: ProblemFilter = {}) => listProblems(db, filter, { limit: 100 })
const authReason = stopReason({ code: 'ERR_REMOTE_AUTH', message: 'refused' })
const unreadPayload = { code: 'ERR_JOB_PAYLOAD', message: 'The payload is not what the job declares' } as const

describe('a problem is', () => {
  it('an order that is held or rejected, and shows which and why', async () => {
    const connectionId = await addConnection(db, 'Vrt')
    const held = await addOrder(db, connectionId, { storeOrderId: '1042' })
    const rejected = await addOrder(db, connectionId, {
      state: 'rejected',
      reason: orderReasons.erpRefused({ text: 'no' }),
    })
    for (const state of ['waiting', 'ready', 'sending', 'booked', 'cancelled'])
      await addOrder(db, connectionId, { state })
    const [second, first] = await list()
    expect(first).toEqual({
      id: `order_${held}`,
      kind: 'order',
      connectionId,
      connectionName: 'Vrt',
      order: { id: held, storeOrderId: '1042', reference: 'REF1042' },
      reason: heldReason,
      since: expect.any(Date),
      position: { since: expect.stringMatching(/\.\d{6}Z$/), id: `order_${held}` },
    })
    expect(second).toMatchObject({ id: `order_${rejected}`, reason: { code: 'ERR_ORDER_ERP_REFUSED' } })
    expect(await list()).toHaveLength(2)
  })

  it('an order in doubt once looking it up was given up, not before', async () => {
    const connectionId = await addConnection(db)
    await addOrder(db, connectionId, { state: 'in_doubt', reason: orderReasons.outcomeUnknown({ lookAt: '' }) })
    const givenUp = await addOrder(db, connectionId, { state: 'in_doubt', reason: awayReason })
    expect(idsOf(await list())).toEqual([`order_${givenUp}`])
  })

  it('a connection that Pretok paused, not one that a person did', async () => {
    const [paused, byHand] = [await addConnection(db), await addConnection(db)]
    await pauseConnection(db, paused, authReason)
    await pauseConnection(db, byHand, pausedByOperator)
    const [problem, ...others] = await list()
    expect(problem).toMatchObject({ id: `connection_${paused}`, kind: 'connection', reason: authReason })
    expect(problem).not.toHaveProperty('pausedReason')
    expect(others).toEqual([])
  })

  it('a side of a connection that is out of order', async () => {
    const connectionId = await addConnection(db)
    const probeAt = await openCircuit(db, connectionId, 'erp')
    expect(await list()).toMatchObject([
      { id: `circuit_${connectionId}_erp`, kind: 'circuit', reason: awayReason, nextTryAt: probeAt },
    ])
  })

  it('work that was given up and of which no order tells', async () => {
    const connectionId = await addConnection(db)
    const id = await failImport(db, connectionId)
    expect(await list()).toMatchObject([
      {
        id,
        kind: 'work',
        connectionId,
        reason: { code: 'ERR_REMOTE_UNAVAILABLE', details: { queue: 'orders', job: 'import-orders', attempts: 1 } },
      },
    ])
  })

  it('a transfer that was given up only where its order does not tell of it', async () => {
    const connectionId = await addConnection(db)
    const add = (state: string) => addOrder(db, connectionId, { state, reason: null })
    const told = await addOrder(db, connectionId)
    await failTransfer(db, connectionId, told)
    await failTransfer(db, connectionId, await add('booked'), unreadPayload)
    const untold = [
      await failTransfer(db, connectionId, await add('ready'), unreadPayload),
      await failTransfer(db, connectionId, await add('sending'), unreadPayload),
    ]
    expect(idsOf(await list()).toSorted()).toEqual([`order_${told}`, ...untold].toSorted())
  })

  it('an import that keeps failing, unless what is known already tells of it', async () => {
    const [often, seldom, outOfOrder, paused] = [
      await addConnection(db),
      await addConnection(db),
      await addConnection(db),
      await addConnection(db),
    ]
    const { id, runAt } = await struggle(db, often, 3)
    await struggle(db, seldom, 2)
    await struggle(db, outOfOrder, 3)
    await openCircuit(db, outOfOrder, 'store')
    await struggle(db, paused, 3)
    await pauseConnection(db, paused, pausedByOperator)
    const problems = await list()
    expect(idsOf(problems).toSorted()).toEqual([`circuit_${outOfOrder}_store`, id].toSorted())
    expect(problems.find((problem) => problem.id === id)).toMatchObject({ kind: 'work', nextTryAt: runAt })
  })

  it('told when it will be tried again, and for what that waits', async () => {
    const connectionId = await addConnection(db)
    const orderId = await addOrder(db, connectionId)
    const runAt = new Date(Date.now() + 60_000)
    await work.ask(db, ordersQueue, 'transfer-order', { connectionId, orderId: OrderId.parse(orderId) }, { runAt })
    await pauseConnection(db, connectionId, pausedByOperator)
    expect(await findProblem(db, `order_${orderId}`)).toMatchObject({
      nextTryAt: runAt,
      pausedReason: pausedByOperator,
    })
  })
})

describe('problems', () => {
  it('are found by their ids as long as they stand', async () => {
    const connectionId = await addConnection(db)
    const solved = await addOrder(db, connectionId, { state: 'booked' })
    await addOrder(db, connectionId)
    await failImport(db, connectionId)
    await openCircuit(db, connectionId, 'store')
    await pauseConnection(db, connectionId, authReason)
    const problems = await list()
    expect(problems.map(({ kind }) => kind).toSorted()).toEqual(['circuit', 'connection', 'order', 'work'])
    for (const problem of problems) expect(await getProblem(db, problem.id)).toEqual(problem)
    for (const id of [`order_${solved}`, `circuit_${connectionId}_erp`, 'work_999', `connection_${newId()}`]) {
      expect(await findProblem(db, id)).toBeUndefined()
      await expect(getProblem(db, id)).rejects.toThrow(NotFoundError)
    }
  })

  it('are narrowed down by connection, kind, code and time, and counted alike', async () => {
    const [a, b] = [await addConnection(db), await addConnection(db)]
    const day = (n: number) => new Date(Date.UTC(2026, 10, n))
    const first = `order_${await addOrder(db, a, { updatedAt: day(1) })}`
    const second = `order_${await addOrder(db, a, { updatedAt: day(2), state: 'rejected', reason: awayReason })}`
    const third = `order_${await addOrder(db, b, { updatedAt: day(3) })}`
    await openCircuit(db, b, 'store', day(4))
    const circuit = `circuit_${b}_store`
    const cases: [ProblemFilter, string[]][] = [
      [{}, [circuit, third, second, first]],
      [{ connectionId: a }, [second, first]],
      [{ kind: 'order' }, [third, second, first]],
      [{ code: 'ERR_REMOTE_UNAVAILABLE' }, [circuit, second]],
      [{ code: 'ERR_REMOTE_UNAVAILABLE', kind: 'circuit' }, [circuit]],
      [{ since: day(2) }, [circuit, third, second]],
      [{ until: day(2) }, [first]],
      [{ since: day(2), until: day(4), connectionId: b }, [third]],
      [{ code: 'ERR_ORDER_EMPTY' }, []],
    ]
    for (const [filter, ids] of cases) {
      expect(idsOf(await list(filter)), JSON.stringify(filter)).toEqual(ids)
      const counts = await countProblems(db, filter)
      expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(ids.length)
    }
    expect(await countProblems(db)).toEqual([
      { kind: 'order', code: 'ERR_ORDER_REFERENCE_MISSING', count: 2 },
      { kind: 'circuit', code: 'ERR_REMOTE_UNAVAILABLE', count: 1 },
      { kind: 'order', code: 'ERR_REMOTE_UNAVAILABLE', count: 1 },
    ])
  })

  it('without a reason are shown nevertheless', async () => {
    const orderId = await addOrder(db, await addConnection(db), { reason: null })
    expect(await list()).toMatchObject([{ id: `order_${orderId}`, reason: { code: 'ERR_INTERNAL' } }])
  })

  it('are shown page by page, each once and in order, also those of one moment', async () => {
    const moments = [0, 1, 2].map((n) => `2026-11-23T10:00:00.00000${n}Z`)
    const expected: string[] = []
    // Numbers of work grow in time; the tenth must not stand before the ninth, as its text would.
    await db.execute(sql`select setval('work_id_seq', 8)`)
    for (const at of moments.toReversed()) {
      const ids = { work: [] as string[], order: [] as string[], connection: [] as string[], circuit: [] as string[] }
      for (let nth = 0; nth < 2; nth += 1) {
        const connectionId = await addConnection(db)
        ids.order.push(`order_${await addOrder(db, connectionId)}`)
        ids.work.push(await failImport(db, connectionId))
        await openCircuit(db, connectionId, 'store')
        await openCircuit(db, connectionId, 'erp')
        ids.circuit.push(`circuit_${connectionId}_store`, `circuit_${connectionId}_erp`)
        await pauseConnection(db, connectionId, authReason)
        ids.connection.push(`connection_${connectionId}`)
        const is = sql`connection_id = ${connectionId}`
        await db.execute(sql`update orders set updated_at = ${at} where ${is}`)
        await db.execute(sql`update work set created_at = ${at} where ${is}`)
        await db.execute(sql`update circuits set opened_at = ${at} where ${is}`)
        await db.execute(sql`update connections set updated_at = ${at} where id = ${connectionId}`)
      }
      expected.push(...ids.work.reverse(), ...ids.order.toSorted().reverse())
      expected.push(...ids.connection.toSorted().reverse(), ...ids.circuit.toSorted().reverse())
    }
    expect(idsOf(await list())).toEqual(expected)
    for (const limit of [1, 2, 3, 5, 7]) {
      const seen: OpenProblem[] = []
      for (;;) {
        const after = seen.at(-1)?.position
        const page = await listProblems(db, {}, { limit, ...(after ? { after } : {}) })
        seen.push(...page)
        if (page.length < limit) break
      }
      expect(idsOf(seen)).toEqual(expected)
    }
  })
})
