import { hash } from '@node-rs/argon2'
import { listAudit, schema } from '@pretok/db'
import { createLogger } from '@pretok/kernel'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SessionResource } from '../resources/session.ts'
import type { UserResource } from '../resources/user.ts'
import { asBrowser, cookieOf, letIn, password, signedIn, signIn } from '../testing/people.ts'
import { type Call, createTestGateway, goodConnection, type TestGateway } from '../testing/test-gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await createTestGateway()
  for (const role of ['viewer', 'operator', 'admin'] as const) await letIn(gateway, role, role)
})
afterAll(() => gateway.close())
beforeEach(() => gateway.db.delete(schema.signInFailures))

const me = (rest: Call) => gateway.get<SessionResource>('/v1/session', rest)
const emailOf = (name: string) => `${name}@shop.example`
const codeOf = ({ status, body }: { status: number; body: unknown }) => `${status} ${(body as { code?: string }).code}`
const auditOf = (action: string) => listAudit(gateway.db, { action, limit: 100 })

describe('signing in', () => {
  it('begins a session, whose cookie no script sees and no other site sends', async () => {
    const answer = await signIn<SessionResource>(gateway, ' Operator@Shop.example ')
    expect(answer).toMatchObject({
      status: 200,
      body: { kind: 'user', name: 'operator', email: emailOf('operator'), role: 'operator', scopes: ['read', 'write'] },
    })
    const [cookie, ...attributes] = String(answer.headers['set-cookie']).split('; ')
    expect(cookie).toMatch(/^pretok-session=[\w-]{43}$/)
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=604800', 'Path=/', 'SameSite=Strict'])
    expect((await me(asBrowser(cookie))).body).toEqual(answer.body)
    const { rows } = await gateway.pool.query('select last_sign_in_at from users where email = $1', [
      emailOf('operator'),
    ])
    expect(rows).toEqual([{ last_sign_in_at: expect.any(Date) }])
  })

  it.each<[object, string]>([
    [{ password }, 'email'],
    [{ email: 'nobody', password }, 'email'],
    [{ email: emailOf('admin') }, 'password'],
    [{ email: emailOf('admin'), password: '' }, 'password'],
    [{ email: emailOf('admin'), password: 'x'.repeat(201) }, 'password'],
    [{ email: emailOf('admin'), password: ['x'] }, 'password'],
    [{ email: emailOf('admin'), password, remember: true }, 'remember'],
  ])('names the field in %j', async (input, path) => {
    const { status, body } = await gateway.post('/v1/session', input, asBrowser())
    expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path })
  })

  it('does not tell whether it was the address or the password that is wrong', async () => {
    const wrong = await signIn(gateway, emailOf('admin'), asBrowser(), 'not the right password')
    const unknown = await signIn(gateway, emailOf('nobody'))
    expect(codeOf(wrong)).toBe('401 ERR_SIGN_IN_REFUSED')
    expect(wrong.headers).not.toHaveProperty('set-cookie')
    const { requestId: _, ...said } = wrong.body as { requestId: string }
    expect(unknown).toMatchObject({ status: 401, body: said })
  })

  it('takes no session that somebody else has chosen, and ends the one before', async () => {
    const chosen = `pretok-session=${'x'.repeat(43)}`
    const first = cookieOf(await signIn(gateway, emailOf('viewer'), asBrowser(chosen)))
    expect(first).not.toBe(chosen)
    const second = cookieOf(await signIn(gateway, emailOf('viewer'), asBrowser(first)))
    expect(second).not.toBe(first)
    const statuses = await Promise.all(
      [chosen, first, second].map(async (cookie) => (await me(asBrowser(cookie))).status),
    )
    expect(statuses).toEqual([401, 401, 200])
  })

  it('is refused when the password is changed at this moment', async () => {
    const { id, email } = await letIn(gateway, 'hasty')
    const blocker = await gateway.pool.connect()
    await blocker.query('begin')
    await blocker.query('select from users where id = $1 for update', [id])
    const slow = signIn(gateway, email)
    const isWaiting = async () => (await gateway.pool.query('select from pg_locks where not granted')).rowCount
    await expect.poll(isWaiting).toBeGreaterThan(0)
    await blocker.query(`update users set password_hash = 'another' where id = $1`, [id])
    await blocker.query('commit')
    blocker.release()
    expect(codeOf(await slow)).toBe('401 ERR_SIGN_IN_REFUSED')
  })

  it('makes the hash anew when it was made at another cost', async () => {
    const { id, email } = await letIn(gateway, 'early')
    const stored = async () =>
      (await gateway.pool.query('select password_hash from users where id = $1', [id])).rows[0].password_hash as string
    const passwordHash = await hash(password, { memoryCost: 1_024, timeCost: 1 })
    await gateway.pool.query('update users set password_hash = $2 where id = $1', [id, passwordHash])
    expect((await signIn(gateway, email)).status).toBe(200)
    const anew = await stored()
    expect(anew).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect((await signIn(gateway, email)).status).toBe(200)
    expect(await stored()).toBe(anew)
  })
})

describe('a session', () => {
  it.each([
    ['viewer', 200, 403, 403],
    ['operator', 200, 201, 403],
    ['admin', 200, 201, 200],
  ])('of a %s may do what the role allows', async (role, reads, writes, administers) => {
    const rest = await signedIn(gateway, emailOf(role))
    expect((await gateway.get('/v1/orders', rest)).status).toBe(reads)
    const written = await gateway.post('/v1/connections', goodConnection, rest)
    expect(written.status).toBe(writes)
    if (writes === 403) expect(written.body.detail).toBe('The role viewer lacks the scope write')
    for (const url of ['/v1/users', '/v1/api-keys', '/v1/audit']) {
      expect((await gateway.get(url, rest)).status).toBe(administers)
    }
  })

  it('does not help a request that brings an API key', async () => {
    const { headers } = await signedIn(gateway, emailOf('admin'))
    const { key: apiKey } = await gateway.makeKey(['read'])
    expect((await gateway.get('/v1/users', { headers: headers as Record<string, string>, apiKey })).status).toBe(403)
    const odd = { ...headers, authorization: 'Basic eDp5' }
    expect((await gateway.get('/v1/orders', { apiKey: null, headers: odd })).status).toBe(401)
  })

  it('ends when it is signed out', async () => {
    const rest = await signedIn(gateway, emailOf('viewer'))
    const { status, headers } = await gateway.delete('/v1/session', rest)
    expect(status).toBe(204)
    expect(headers['set-cookie']).toMatch(/^pretok-session=; .*Expires=Thu, 01 Jan 1970/)
    expect(codeOf(await gateway.get('/v1/orders', rest))).toBe('401 ERR_REQUEST_UNAUTHENTICATED')
    expect((await gateway.delete('/v1/session', rest)).status).toBe(401)
  })

  it('ends when its time is over, and lasts longer when it is used', async () => {
    const rest = await signedIn(gateway, emailOf('viewer'))
    const set = (times: { lastSeenAt?: Date; expiresAt: Date }) => gateway.db.update(schema.sessions).set(times)
    const soon = new Date(Date.now() + 60_000)
    await set({ lastSeenAt: new Date(Date.now() - 61_000), expiresAt: soon })
    const { body } = await me(rest)
    expect(Date.parse(body.expiresAt as string)).toBeGreaterThan(soon.getTime() + 11 * 3_600_000)
    await set({ expiresAt: new Date(Date.now() - 1) })
    expect((await me(rest)).status).toBe(401)
  })

  it('is told of an API key too, which has none to end', async () => {
    const { key: apiKey } = await gateway.makeKey(['write'], new Date('2999-01-01Z'))
    expect((await me({ apiKey })).body).toEqual({
      kind: 'api-key',
      id: expect.any(String),
      name: 'write',
      scopes: ['write'],
      expiresAt: '2999-01-01T00:00:00.000Z',
    })
    expect(codeOf(await gateway.delete('/v1/session', { apiKey }))).toBe('403 ERR_REQUEST_FORBIDDEN')
  })
})

describe('a page of another site', () => {
  const here = 'http://localhost:80'
  const cases: [Record<string, string>, boolean][] = [
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'none' }, true],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{ 'sec-fetch-site': 'cross-site', origin: here }, false],
    [{ origin: here }, true],
    [{ origin: 'http://localhost' }, true],
    [{ origin: 'https://localhost' }, false],
    [{ origin: 'http://localhost:8080' }, false],
    [{ origin: 'http://evil.example' }, false],
    [{ origin: 'null' }, false],
  ]
  const refusal = '403 ERR_REQUEST_CROSS_SITE'

  it.each([...cases, [{}, false] as const])('changes nothing by a cookie: %j', async (headers, passes) => {
    const { cookie = '' } = (await signedIn(gateway, emailOf('operator'))).headers ?? {}
    const rest = { apiKey: null, headers: { ...headers, cookie } }
    const answer = await gateway.post('/v1/connections', goodConnection, rest)
    expect(codeOf(answer)).toBe(passes ? '201 undefined' : refusal)
    expect((await gateway.get('/v1/orders', rest)).status).toBe(200)
  })

  it.each([...cases, [{}, true] as const])('signs nobody in: %j', async (headers, passes) => {
    const answer = await signIn(gateway, emailOf('viewer'), { apiKey: null, headers })
    expect(codeOf(answer)).toBe(passes ? '200 undefined' : refusal)
  })

  it('may hold an API key, as no browser adds that by itself', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'http://evil.example' }
    expect((await gateway.post('/v1/connections', goodConnection, { headers })).status).toBe(201)
  })
})

describe('behind a proxy with the certificate', () => {
  const forwarded = {
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'pretok.example',
    'x-forwarded-for': '192.0.2.7',
  }
  const origin = 'https://pretok.example'

  it('the cookie is for https and this host alone', async () => {
    const own = await createTestGateway({ trustProxy: ['127.0.0.1'] })
    await letIn(own, 'admin', 'admin')
    const answer = await signIn(own, emailOf('admin'), { apiKey: null, headers: { ...forwarded, origin } })
    const [cookie = '', ...attributes] = String(answer.headers['set-cookie']).split('; ')
    expect(cookie).toMatch(/^__Host-pretok-session=[\w-]{43}$/)
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=604800', 'Path=/', 'SameSite=Strict', 'Secure'])
    const status = async (headers: Record<string, string>) =>
      (await own.post('/v1/connections', goodConnection, { apiKey: null, headers: { ...forwarded, ...headers } }))
        .status
    expect(await status({ cookie, origin })).toBe(201)
    expect(await status({ cookie, origin: 'http://pretok.example' })).toBe(403)
    expect(await status({ cookie: cookie.replace('__Host-', ''), origin })).toBe(401)
    const [opened] = await listAudit(own.db, { action: 'session.opened', limit: 1 })
    expect(opened?.ip).toBe('192.0.2.7')
    await own.close()
  })

  it('nothing is believed of one that is not trusted', async () => {
    const headers = { ...forwarded, host: 'pretok.example', 'sec-fetch-site': 'same-origin' }
    expect(codeOf(await signIn(gateway, emailOf('admin'), { apiKey: null, headers }))).toBe('403 ERR_SIGN_IN_INSECURE')
    const answer = await signIn(gateway, emailOf('admin'), { apiKey: null, headers: { ...forwarded } })
    expect(cookieOf(answer)).toMatch(/^pretok-session=/)
  })
})

describe('guessing', () => {
  const wait = (seconds: number) =>
    gateway.pool.query(`update sign_in_failures set blocked_until = blocked_until - $1 * interval '1 second'`, [
      seconds,
    ])

  it.each(['viewer', 'unknown'])('slows down, whether there is such an account or not: %s', async (name) => {
    const guess = (by: string) => signIn(gateway, emailOf(name), asBrowser(), by)
    for (let n = 0; n < 5; n += 1) expect((await guess(`guess ${n}`)).status).toBe(401)
    const blocked = await guess(password)
    expect(codeOf(blocked)).toBe('429 ERR_SIGN_IN_THROTTLED')
    expect(blocked.headers['retry-after']).toBe('2')
    await wait(2)
    expect((await guess('guess 5')).status).toBe(401)
    expect((await guess(password)).headers['retry-after']).toBe('4')
    await wait(4)
    expect((await guess(password)).status).toBe(name === 'viewer' ? 200 : 401)
  })

  it('is written down once, with the account if there is one', async () => {
    const before = await auditOf('sign-in.throttled')
    const { id, email } = await letIn(gateway, 'target')
    for (let n = 0; n < 8; n += 1) await signIn(gateway, email, asBrowser(), 'guess')
    await wait(2)
    for (let n = 0; n < 3; n += 1) await signIn(gateway, email, asBrowser(), 'guess')
    const entries = await auditOf('sign-in.throttled')
    expect(entries).toHaveLength(before.length + 1)
    expect(entries[0]).toMatchObject({
      actor: { kind: 'program' },
      subject: `user/${id}`,
      ip: '127.0.0.1',
      details: { limit: 'account-and-network' },
    })
  })

  it('from another network does not keep the owner out', async () => {
    const from = (remoteAddress: string) => ({ ...asBrowser(), remoteAddress })
    for (let n = 0; n < 6; n += 1) await signIn(gateway, emailOf('viewer'), from(`2001:db8:1:1::${n}`), 'guess')
    expect((await signIn(gateway, emailOf('viewer'), from('2001:db8:1:1:ffff::9'))).status).toBe(429)
    expect((await signIn(gateway, emailOf('viewer'), from('2001:db8:1:2::1'))).status).toBe(200)
  })

  it('is stopped with many accounts from one network', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 31; n += 1) statuses.push((await signIn(gateway, emailOf(`guessed-${n}`))).status)
    expect(statuses.slice(0, 30).every((status) => status === 401)).toBe(true)
    expect(statuses[30]).toBe(429)
  })

  it('of many at once gets no more tries', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => signIn(gateway, emailOf('viewer'), asBrowser(), 'x')),
    )
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5)
  })
})

describe("changing one's own password", () => {
  const another = 'seven lamps behind the bakery'
  const change = (rest: Call, input: object) => gateway.post('/v1/session/password', input, rest)

  it('ends the other sessions, and only the new one is right from then on', async () => {
    const { email } = await letIn(gateway, 'changing', 'viewer')
    const here = await signedIn(gateway, email)
    const elsewhere = await signedIn(gateway, email)
    expect((await change(here, { currentPassword: password, newPassword: another })).status).toBe(204)
    expect([(await me(here)).status, (await me(elsewhere)).status]).toEqual([200, 401])
    expect((await signIn(gateway, email)).status).toBe(401)
    expect((await signIn(gateway, email, asBrowser(), another)).status).toBe(200)
  })

  it('wants the present one, and slows guesses down', async () => {
    const rest = await signedIn(gateway, emailOf('viewer'))
    const input = { currentPassword: 'not the right password', newPassword: another }
    for (let n = 0; n < 5; n += 1) expect(codeOf(await change(rest, input))).toBe('422 ERR_USER_PASSWORD_WRONG')
    expect(codeOf(await change(rest, { ...input, currentPassword: password }))).toBe('429 ERR_SIGN_IN_THROTTLED')
  })

  it.each(['short', 'viewer@shop.example', 'xxxxxxxxxxxxxxx', 'Password1234'])('refuses %s', async (newPassword) => {
    const rest = await signedIn(gateway, emailOf('viewer'))
    const { status, body } = await change(rest, { currentPassword: password, newPassword })
    expect({ status, path: body.errors?.[0]?.path }).toEqual({ status: 400, path: 'newPassword' })
  })
})

it('counts requests by session, and sign-ins by address', async () => {
  const own = await createTestGateway({ requestsPerMinute: 4 })
  for (const name of ['one', 'two']) await letIn(own, name)
  const [one, two] = [await signedIn(own, emailOf('one')), await signedIn(own, emailOf('two'))]
  const statuses = async (rest: Call) => {
    const all: number[] = []
    for (let n = 0; n < 5; n += 1) all.push((await own.get('/v1/orders', rest)).status)
    return all
  }
  expect(await statuses(one)).toEqual([200, 200, 200, 200, 429])
  expect(await statuses(two)).toEqual([200, 200, 200, 200, 429])
  const chosen = () => signIn(own, emailOf('one'), asBrowser(`pretok-session=${Math.random()}`))
  expect([(await chosen()).status, (await chosen()).status, (await chosen()).status]).toEqual([200, 200, 429])
  await own.close()
})

it('tells no answer, log line or audit entry a password, a token or a hash', async () => {
  const lines: string[] = []
  const own = await createTestGateway({ log: createLogger('test', 'trace', { write: (line) => lines.push(line) }) })
  const texts: string[] = []
  const user = await own.post<UserResource>('/v1/users', {
    email: emailOf('one'),
    name: 'One',
    role: 'admin',
    password,
  })
  const opened = await signIn(own, emailOf('one'))
  const rest = asBrowser(cookieOf(opened))
  texts.push(user.text, opened.text, (await own.get('/v1/users', rest)).text, (await own.get('/v1/session', rest)).text)
  texts.push((await signIn(own, emailOf('one'), asBrowser(), 'a wrong password')).text)
  const changed = { currentPassword: password, newPassword: 'seven lamps behind the bakery' }
  texts.push((await own.post('/v1/session/password', changed, rest)).text)
  texts.push((await own.patch(`/v1/users/${user.body.id}`, { password: 'six boats below the bridge' }, rest)).text)
  await own.pool.query('alter table sessions rename to broken')
  expect((await signIn(own, emailOf('one'), asBrowser(), 'six boats below the bridge')).status).toBe(500)
  const { rows } = await own.pool.query('select * from audit_log')
  const all = [...texts, ...lines, JSON.stringify(rows), JSON.stringify((await own.get('/v1/audit')).body)].join('\n')
  expect(lines.length).toBeGreaterThan(7)
  expect(rows.length).toBeGreaterThan(3)
  const token = cookieOf(opened).split('=')[1] as string
  for (const secret of [password, 'seven lamps', 'six boats', 'a wrong password', token, '$argon2']) {
    expect(all).not.toContain(secret)
  }
  expect([...lines, JSON.stringify(rows)].join('\n')).not.toContain(emailOf('one'))
  await own.close()
})
