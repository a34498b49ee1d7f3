import { schema } from '@pretok/db'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { UserResource } from '../resources/user.ts'
import { asBrowser, letIn, password, signedIn, signIn } from '../testing/people.ts'
import { createTestGateway, type TestGateway } from '../testing/test-gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway()
})
afterAll(() => gateway.close())
beforeEach(() => gateway.db.delete(schema.users))

const anna = { email: 'Anna@Shop.example ', name: ' Anna ', role: 'operator', password }
const codeOf = ({ status, body }: { status: number; body: unknown }) =>
  `${status} ${(body as { code?: string } | undefined)?.code}`

describe('a user', () => {
  it('is let in, found, and signs in', async () => {
    const { status, headers, body } = await gateway.post<UserResource>('/v1/users', anna)
    expect(status).toBe(201)
    expect(headers.location).toBe(`/v1/users/${body.id}`)
    expect(body).toEqual({
      id: body.id,
      email: 'anna@shop.example',
      name: 'Anna',
      role: 'operator',
      createdAt: expect.any(String),
    })
    expect((await signIn(gateway, 'anna@shop.example')).status).toBe(200)
    const found = await gateway.get<UserResource>(`/v1/users/${body.id}`)
    expect(found.body).toEqual({ ...body, lastSignInAt: expect.any(String) })
  })

  it.each<[object, string]>([
    [{ email: undefined }, 'email'],
    [{ email: 'anna' }, 'email'],
    [{ name: ' ' }, 'name'],
    [{ role: 'owner' }, 'role'],
    [{ role: undefined }, 'role'],
    [{ password: 'elevenchars' }, 'password'],
    [{ password: 'x'.repeat(201) }, 'password'],
    [{ password: 'aaaaaaaaaaaaaaaa' }, 'password'],
    [{ password: 'ANNA@shop.example' }, 'password'],
    [{ name: 'Anna of the shop', password: 'anna of the shop' }, 'password'],
    [{ password: '123456789012' }, 'password'],
    [{ passwordHash: 'x' }, 'passwordHash'],
  ])('is not made with %j', async (wrong, path) => {
    const { status, body } = await gateway.post('/v1/users', { ...anna, ...wrong })
    expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path })
  })

  it('has an email address that nobody else has', async () => {
    await gateway.post('/v1/users', anna)
    expect(codeOf(await gateway.post('/v1/users', { ...anna, email: 'ANNA@SHOP.EXAMPLE' }))).toBe(
      '409 ERR_USER_EMAIL_TAKEN',
    )
    const { id } = await letIn(gateway, 'other')
    expect(codeOf(await gateway.patch(`/v1/users/${id}`, { email: anna.email }))).toBe('409 ERR_USER_EMAIL_TAKEN')
  })

  it('may do what a new role allows at once', async () => {
    await letIn(gateway, 'admin', 'admin')
    const { id, email } = await letIn(gateway, 'changing', 'admin')
    const rest = await signedIn(gateway, email)
    expect((await gateway.get('/v1/users', rest)).status).toBe(200)
    expect((await gateway.patch<UserResource>(`/v1/users/${id}`, { role: 'viewer' })).body.role).toBe('viewer')
    expect((await gateway.get('/v1/users', rest)).status).toBe(403)
    expect((await gateway.get('/v1/orders', rest)).status).toBe(200)
  })

  it('is signed out by a new password', async () => {
    const { id, email } = await letIn(gateway, 'forgetful')
    const rest = await signedIn(gateway, email)
    const reset = { password: 'six boats below the bridge' }
    expect((await gateway.patch(`/v1/users/${id}`, reset)).status).toBe(200)
    expect((await gateway.get('/v1/orders', rest)).status).toBe(401)
    expect((await signIn(gateway, email)).status).toBe(401)
    expect((await signIn(gateway, email, asBrowser(), reset.password)).status).toBe(200)
  })

  it('keeps the password when the new one is too plain', async () => {
    const { id, email } = await letIn(gateway, 'forgetful')
    const rest = await signedIn(gateway, email)
    const { status, body } = await gateway.patch(`/v1/users/${id}`, { password: email, name: 'Other' })
    expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path: 'password' })
    expect((await gateway.get('/v1/orders', rest)).status).toBe(200)
    expect((await gateway.get<UserResource>(`/v1/users/${id}`)).body.name).toBe('forgetful')
  })

  it('is gone with all sessions once deleted', async () => {
    const { id, email } = await letIn(gateway, 'leaving')
    const rest = await signedIn(gateway, email)
    expect((await gateway.delete(`/v1/users/${id}`)).status).toBe(204)
    expect((await gateway.get('/v1/orders', rest)).status).toBe(401)
    expect((await signIn(gateway, email)).status).toBe(401)
    for (const ask of [gateway.get, gateway.delete]) expect((await ask(`/v1/users/${id}`)).status).toBe(404)
    expect((await gateway.patch(`/v1/users/${id}`, { name: 'x' })).status).toBe(404)
  })
})

describe('the last admin', () => {
  it.each<[string, (id: string) => Promise<{ status: number; body: unknown }>]>([
    ['deleted', (id) => gateway.delete(`/v1/users/${id}`)],
    ['made something else', (id) => gateway.patch(`/v1/users/${id}`, { role: 'operator' })],
  ])('cannot be %s, also when the last two are at once', async (_what, end) => {
    await letIn(gateway, 'operator')
    const two = [await letIn(gateway, 'one', 'admin'), await letIn(gateway, 'two', 'admin')]
    const answers = await Promise.all(two.map(({ id }) => end(id)))
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1)
    expect(answers.map(codeOf)).toContain('409 ERR_USER_LAST_ADMIN')
  })
})

it('lists users, newest first, page by page', async () => {
  const made: string[] = []
  for (const name of ['one', 'two', 'three']) made.unshift((await letIn(gateway, name)).id)
  type Page = { items: UserResource[]; nextCursor: string | null }
  const first = await gateway.get<Page>('/v1/users?limit=2')
  const second = await gateway.get<Page>(`/v1/users?limit=2&cursor=${first.body.nextCursor}`)
  expect([...first.body.items, ...second.body.items].map(({ id }) => id)).toEqual(made)
  expect(second.body.nextCursor).toBeNull()
})
