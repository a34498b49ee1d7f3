import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Tx } from './database.ts'
import { sessions } from './schema.ts'
import { createSession, deleteEndedSessions, deleteSessionsOf, findSession, noteSessionUse } from './sessions.ts'
import { openTestDatabase } from './testing/test-database.ts'
import { changeUser, createUser, type User } from './users.ts'

const hourMs = 3_600_000

let db: Tx
let close: () => Promise<void>
let user: User
beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
  user = await createUser(db, { email: 'one@shop.example', name: 'One', role: 'operator', passwordHash: 'x' })
})
afterAll(() => close())
beforeEach(() => db.delete(sessions))

const begun = async (agoMs: number, expiresAt: Date) => {
  const { session, token } = await createSession(db, user)
  const at = new Date(Date.now() - agoMs)
  const times = { createdAt: at, lastSeenAt: at, expiresAt }
  await db.update(sessions).set(times).where(eq(sessions.id, session.id))
  return { session: { ...session, ...times }, token }
}
const soon = () => new Date(Date.now() + 60_000)

it('is found by its token, of which only a hash is stored', async () => {
  const { session, token } = await createSession(db, user)
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(await findSession(db, token)).toEqual(session)
  expect(await findSession(db, `${token}x`)).toBeUndefined()
  expect(JSON.stringify(await db.select().from(sessions))).not.toContain(token)
})

it('tells the role as it is now', async () => {
  const { token } = await createSession(db, user)
  await db.transaction((tx) => changeUser(tx, user.id, { role: 'viewer' }))
  expect((await findSession(db, token))?.user.role).toBe('viewer')
})

describe('a session that is used', () => {
  it('lasts twelve hours more, noted once a minute', async () => {
    const { session, token } = await begun(60_001, soon())
    const used = await noteSessionUse(db, session)
    expect(used.expiresAt.getTime() - Date.now()).toBeGreaterThan(11.9 * hourMs)
    expect(await findSession(db, token)).toMatchObject({ lastSeenAt: used.lastSeenAt, expiresAt: used.expiresAt })
    expect(await noteSessionUse(db, used)).toBe(used)
  })

  it('ends after seven days all the same', async () => {
    const { session } = await begun(7 * 24 * hourMs - 5_000, soon())
    const { expiresAt } = await noteSessionUse(db, session)
    expect(expiresAt.getTime() - Date.now()).toBeLessThan(5_001)
  })
})

it('is unknown once it has ended, and cleared away', async () => {
  const ended = await begun(2 * hourMs, new Date(Date.now() - 1))
  const open = await begun(2 * hourMs, soon())
  expect(await findSession(db, ended.token)).toBeUndefined()
  expect(await deleteEndedSessions(db, new Date(), 10)).toBe(1)
  expect(await findSession(db, open.token)).toBeDefined()
})

it('ends with all others of a user, save one', async () => {
  const [one, two, three] = [
    await createSession(db, user),
    await createSession(db, user),
    await createSession(db, user),
  ]
  await deleteSessionsOf(db, user.id, two.session.id)
  const left = await Promise.all([one, two, three].map(({ token }) => findSession(db, token)))
  expect(left.map((session) => session !== undefined)).toEqual([false, true, false])
  await deleteSessionsOf(db, user.id)
  expect(await findSession(db, two.token)).toBeUndefined()
})
