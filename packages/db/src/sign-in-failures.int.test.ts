import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Tx } from './database.ts'
import { signInFailures } from './schema.ts'
import { beginSignIn, deleteOldSignInFailures, forgiveSignIn, SignInThrottledError } from './sign-in-failures.ts'
import { openTestDatabase } from './testing/test-database.ts'

let db: Tx
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
})
afterAll(() => close())
beforeEach(() => db.delete(signInFailures))

const email = 'one@shop.example'
const network = '192.0.2.1'
const begin = (tried = { email, network }) => db.transaction((tx) => beginSignIn(tx, tried))
const forgive = (tried = { email, network }) => db.transaction((tx) => forgiveSignIn(tx, tried))
/** Lets time pass: everything in the table is so much older. */
const pass = (seconds: number) =>
  db.execute(sql`
    update sign_in_failures
    set last_at = last_at - ${seconds}::int * interval '1 second', blocked_until = blocked_until - ${seconds}::int * interval '1 second'`)
/** How long the next try has to wait, in whole seconds; it is counted if it need not. */
const waitOf = async (tried = { email, network }): Promise<number> => {
  const outcome = await begin(tried).catch((error: unknown) => error)
  if (!(outcome instanceof SignInThrottledError)) return 0
  return Math.ceil((outcome.retryAfterMs as number) / 1000)
}

describe('an account from one network', () => {
  it('has five tries, and then waits twice as long each time, up to a quarter of an hour', async () => {
    for (let n = 0; n < 5; n += 1) expect(await waitOf()).toBe(0)
    for (const seconds of [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]) {
      expect(await waitOf()).toBe(seconds)
      await pass(seconds)
      expect(await waitOf()).toBe(0)
    }
  })

  it('has no more when they come all at once', async () => {
    const ends = await Promise.allSettled(Array.from({ length: 8 }, () => begin()))
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
  })

  it('says once that it has to wait, until all is forgotten', async () => {
    const reached: unknown[] = []
    for (let n = 0; n < 7; n += 1) {
      reached.push(...(await begin()))
      await pass(60)
    }
    expect(reached).toEqual(['account-and-network'])
    await pass(86_400)
    for (let n = 0; n < 5; n += 1) reached.push(...(await begin()))
    expect(reached).toEqual(['account-and-network', 'account-and-network'])
  })

  it('is forgiven with the right password', async () => {
    for (let n = 0; n < 5; n += 1) await begin()
    await forgive()
    for (let n = 0; n < 5; n += 1) expect(await waitOf()).toBe(0)
  })

  it('leaves other accounts and networks alone', async () => {
    for (let n = 0; n < 5; n += 1) await begin()
    expect(await waitOf()).toBeGreaterThan(0)
    expect(await waitOf({ email: 'two@shop.example', network })).toBe(0)
    expect(await waitOf({ email, network: '192.0.2.2' })).toBe(0)
  })
})

it('lets a network fail with thirty accounts in a quarter of an hour', async () => {
  const guess = (n: number) => ({ email: `${n}@shop.example`, network })
  for (let n = 0; n < 30; n += 1) expect(await waitOf(guess(n))).toBe(0)
  expect(await waitOf(guess(30))).toBe(2)
  await forgive(guess(29))
  expect(await waitOf(guess(31))).toBe(0)
  expect(await waitOf(guess(32))).toBe(2)
  await pass(900)
  for (let n = 40; n < 69; n += 1) expect(await waitOf(guess(n))).toBe(0)
})

describe('an account from everywhere', () => {
  const from = (n: number) => ({ email, network: `198.51.100.${n}` })

  it('has fifty tries before strangers have to wait', async () => {
    for (let n = 0; n < 50; n += 1) expect(await waitOf(from(n))).toBe(0)
    expect(await waitOf(from(50))).toBe(2)
  })

  it('does not wait where its owner has signed in before', async () => {
    await begin()
    await forgive()
    for (let n = 0; n < 50; n += 1) await begin(from(n))
    expect(await waitOf(from(50))).toBeGreaterThan(0)
    expect(await waitOf()).toBe(0)
  })
})

it('lets many sign in at the same time', async () => {
  const people = Array.from({ length: 25 }, (_, n) => ({ email: `${n}@shop.example`, network }))
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(
      people.map(async (tried) => {
        await begin(tried)
        await forgive(tried)
      }),
    )
  }
  expect(await waitOf()).toBe(0)
})

it('keeps no email address and no address', async () => {
  await begin()
  await forgive()
  expect(JSON.stringify(await db.select().from(signInFailures))).not.toMatch(/one@|192\.0/)
})

it('is cleared of what cannot count any more', async () => {
  await begin()
  await pass(86_401)
  await begin({ email: 'two@shop.example', network: '192.0.2.2' })
  await forgive({ email: 'two@shop.example', network: '192.0.2.2' })
  const clear = () => deleteOldSignInFailures(db, new Date(Date.now() - 86_400_000), 10)
  expect(await clear()).toBe(3)
  await pass(86_401)
  expect(await clear()).toBe(1)
  expect(await db.select().from(signInFailures)).toMatchObject([{ failures: 0 }])
  await pass(31 * 86_400)
  expect(await clear()).toBe(1)
})
