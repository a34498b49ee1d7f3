import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createFaults, type FaultInput } from './faults.ts'
import { json, order, startTestCompany, type TestCompany, v1 } from './sandbox.fixture.ts'

let company: TestCompany
beforeAll(async () => {
  company = await startTestCompany()
})
afterEach(() => company.sandbox.faults.clear())
afterAll(() => company.sandbox.close())

const path = `${v1}put_document`
const strikeOnce = (fault: FaultInput) => company.sandbox.faults.add({ call: 'put_document', times: 1, ...fault })
const booked = () => company.view.documents().length
/** How many documents a call books while something is wrong with it. */
const bookedBy = async (action: () => Promise<unknown>): Promise<number> => {
  const before = booked()
  await action()
  return booked() - before
}

describe('answers that are no answers', () => {
  test.each<[FaultInput, number]>([
    [{ kind: 'hang-up-before' }, 0],
    [{ kind: 'hang-up-after' }, 1],
    [{ kind: 'cut-answer' }, 1],
  ])('%o fails the call and books %i', async (fault, documents) => {
    strikeOnce(fault)
    const send = async () => expect((await company.send(path, order())).json()).rejects.toThrow()
    const failing = fault.kind === 'cut-answer' ? send : () => expect(company.send(path, order())).rejects.toThrow()
    expect(await bookedBy(failing)).toBe(documents)
    expect(await company.call(path, order())).toMatchObject({ opr_code: '0' })
  })

  test.each([429, 500, 502, 503] as const)('HTTP %i with Retry-After books nothing', async (status) => {
    strikeOnce({ kind: 'http-error', status, retryAfterSeconds: 7 })
    const documents = await bookedBy(async () => {
      const answer = await company.send(path, order())
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, '7'])
    })
    expect(documents).toBe(0)
  })

  test('a web page', async () => {
    strikeOnce({ kind: 'html-page' })
    const answer = await company.send(path, order())
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html;charset=utf-8'])
  })
})

describe('refusals out of turn', () => {
  test.each<[FaultInput, string, number]>([
    [{ kind: 'wrong-credentials' }, '3', 0],
    [{ kind: 'ip-refused' }, '4', 0],
    [{ kind: 'quota-exceeded' }, '5', 0],
    [{ kind: 'internal-error-before' }, '1', 0],
    [{ kind: 'internal-error-after' }, '1', 1],
  ])('%o', async (fault, oprCode, documents) => {
    strikeOnce(fault)
    expect(
      await bookedBy(async () => expect(await company.call(path, order())).toMatchObject({ opr_code: oprCode })),
    ).toBe(documents)
  })

  test('a total that is wrong in the answer only', async () => {
    strikeOnce({ kind: 'wrong-total', amount: '0.01' })
    expect(await company.call(path, order())).toMatchObject({ total_price: '122.01' })
    expect(company.view.documents().at(-1)?.sum_all).toBe('122')
  })
})

describe('lists that are cut', () => {
  test.each([
    [true, '1'],
    [false, '2'],
  ])('a list ends early; its count follows: %s', async (recounts, count) => {
    company.view.setStock({ code: 'art1', amount: '7' })
    company.view.setStock({ code: 'art1', amount: '2', microlocation: 'm1' })
    company.sandbox.faults.add({ kind: 'short-list', call: 'warehouse_stock', rows: 1, recounts })
    const answer = await company.call(`${json}warehouse_stock`, {})
    expect(answer).toMatchObject({ stock_list_count: count, stock_list: [{ code: 'art1', amount: '7' }] })
  })
})

describe('slowness', () => {
  test('a late answer comes after the work is done', async () => {
    strikeOnce({ kind: 'late-answer', ms: 60_000 })
    const before = booked()
    let answered = false
    company.send(path, order()).then(
      () => {
        answered = true
      },
      () => undefined,
    )
    await expect.poll(booked).toBe(before + 1)
    expect(answered).toBe(false)
  })

  test('a delay comes before it', async () => {
    strikeOnce({ kind: 'delay', ms: 30 })
    const startedAt = performance.now()
    expect(await company.call(path, order())).toMatchObject({ opr_code: '0' })
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(25)
  })
})

describe('which call is struck', () => {
  test('only the named call of the named company, as often as said', () => {
    const faults = createFaults()
    faults.add({ kind: 'hang-up-before', call: 'search', companyId: 'a', times: 2 })
    expect(faults.take('put_document', 'a')).toBeUndefined()
    expect(faults.take('search', 'b')).toBeUndefined()
    expect(faults.take('search', 'a')?.kind).toBe('hang-up-before')
    expect(faults.list()).toMatchObject([{ times: 1 }])
    expect(faults.take('search', 'a')?.kind).toBe('hang-up-before')
    expect(faults.take('search', 'a')).toBeUndefined()
    expect(faults.list()).toEqual([])
  })

  test('calls are let through first', () => {
    const faults = createFaults()
    faults.add({ kind: 'html-page', call: 'warehouse_stock', skip: 2, times: 1 })
    faults.take('search', 'a')
    const struck = Array.from({ length: 4 }, () => faults.take('warehouse_stock', 'a')?.kind)
    expect(struck).toEqual([undefined, undefined, 'html-page', undefined])
  })

  test('a probability strikes about that often, and the same with the same seed', () => {
    const run = (seed: number) => {
      const faults = createFaults(seed)
      faults.add({ kind: 'hang-up-before', probability: 0.3 })
      return Array.from({ length: 1000 }, () => faults.take('search', 'a') !== undefined)
    }
    const struck = run(7).filter(Boolean).length
    expect(struck).toBeGreaterThan(250)
    expect(struck).toBeLessThan(350)
    expect(run(7)).toEqual(run(7))
    expect(run(7)).not.toEqual(run(8))
  })

  test('a fault is removed by its id', () => {
    const faults = createFaults()
    const first = faults.add({ kind: 'hang-up-before' })
    faults.add({ kind: 'hang-up-after' })
    faults.remove(first.id)
    expect(faults.list()).toMatchObject([{ kind: 'hang-up-after' }])
  })
})
