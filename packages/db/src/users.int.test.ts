import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { newId, type Tx } from './database.ts'
import { NotFoundError } from './not-found.ts'
import { users } from './schema.ts'
import { createSession, findSession } from './sessions.ts'
import { openTestDatabase } from './testing/test-database.ts'
import {
  changeUser,
  createFirstAdmin,
  createUser,
  deleteUser,
  EmailTakenError,
  findUserByEmail,
  getUser,
  LastAdminError,
  listUsers,
  type Role,
  replacePasswordHash,
} from './users.ts'

let db: Tx
let close: () => Promise<void>
beforeAll(async () => {
  ;({ db, close } = await openTestDatabase())
})
afterAll(() => close())
beforeEach(() => db.delete(users))

const add = (name: string, role: Role = 'admin') =>
  createUser(db, { email: `${name}@shop.example`, name, role, passwordHash: `hash of ${name}` })
const change = (id: string, changes: Parameters<typeof changeUser>[2]) =>
  db.transaction((tx) => changeUser(tx, id, changes))
const remove = (id: string) => db.transaction((tx) => deleteUser(tx, id))

it('finds whoever has an email address, and tells of no hash elsewhere', async () => {
  const user = await add('one')
  expect(await findUserByEmail(db, 'one@shop.example')).toEqual({ user, passwordHash: 'hash of one' })
  expect(await findUserByEmail(db, 'two@shop.example')).toBeUndefined()
  expect(JSON.stringify([user, await getUser(db, user.id), await listUsers(db, { limit: 9 })])).not.toContain('hash of')
})

it('gives an email address to one user only', async () => {
  const one = await add('one')
  await add('two')
  await expect(add('one')).rejects.toThrow(EmailTakenError)
  await expect(change(one.id, { email: 'two@shop.example' })).rejects.toThrow(EmailTakenError)
  const { before, user } = await change(one.id, { email: 'three@shop.example' })
  expect([before.email, user.email]).toEqual(['one@shop.example', 'three@shop.example'])
})

it.each<[string, (id: string) => Promise<unknown>]>([
  ['deleted', remove],
  ['made something else', (id) => change(id, { role: 'operator' })],
])('keeps the last admin from being %s, also when the last two are at once', async (_what, end) => {
  await add('operator', 'operator')
  const two = [await add('one'), await add('two')]
  const ends = await Promise.allSettled(two.map(({ id }) => end(id)))
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(ends.find((one) => one.status === 'rejected')?.reason).toBeInstanceOf(LastAdminError)
})

it('lets the last admin stay one under another name', async () => {
  const { id } = await add('one')
  expect((await change(id, { name: 'Another', role: 'admin' })).user).toMatchObject({ name: 'Another', role: 'admin' })
})

it('makes a first admin only while there is nobody, also when several try at once', async () => {
  const first = (name: string) =>
    db.transaction((tx) => createFirstAdmin(tx, { email: `${name}@shop.example`, name, passwordHash: 'x' }))
  const made = await Promise.all(['one', 'two', 'three'].map(first))
  expect(made.filter((user) => user !== undefined)).toHaveLength(1)
  expect(await listUsers(db, { limit: 9 })).toMatchObject([{ role: 'admin' }])
})

it('replaces a password only if nobody else has done so meanwhile', async () => {
  const { id, email } = await add('one')
  expect(await replacePasswordHash(db, id, { from: 'hash of one', to: 'another' })).toBe(true)
  expect(await replacePasswordHash(db, id, { from: 'hash of one', to: 'a third' })).toBe(false)
  expect((await findUserByEmail(db, email))?.passwordHash).toBe('another')
})

it('takes the sessions of a deleted user along', async () => {
  await add('admin')
  const user = await add('one')
  const { token } = await createSession(db, user)
  await remove(user.id)
  expect(await findSession(db, token)).toBeUndefined()
})

it('says when there is no such user', async () => {
  await add('admin')
  const asks = [() => getUser(db, newId()), () => change(newId(), { name: 'x' }), () => remove(newId())]
  for (const ask of asks) await expect(ask()).rejects.toThrow(NotFoundError)
})
