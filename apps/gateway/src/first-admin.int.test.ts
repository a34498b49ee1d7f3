import { listAudit, listUsers } from '@pretok/db'
import { expect, it } from 'vitest'
import { letFirstAdminIn } from './first-admin.ts'
import { createPasswords } from './passwords.ts'
import { letIn, password, signIn } from './testing/people.ts'
import { createTestGateway } from './testing/test-gateway.ts'

const first = (name: string) => ({ email: `${name}@shop.example`, password })

it('is let in once, however many gateways start at the same time', async () => {
  const gateway = await createTestGateway()
  const deps = { db: gateway.db, passwords: createPasswords() }
  await Promise.all(['one', 'two', 'three'].map((name) => letFirstAdminIn(deps, first(name))))
  await letFirstAdminIn(deps, first('four'))
  const users = await listUsers(gateway.db, { limit: 9 })
  expect(users).toMatchObject([{ name: 'first admin', role: 'admin' }])
  const [user] = users
  expect((await signIn(gateway, user?.email as string)).status).toBe(200)
  const written = await listAudit(gateway.db, { action: 'user.created', limit: 9 })
  expect(written).toMatchObject([{ actor: { kind: 'program', name: 'gateway' }, subject: `user/${user?.id}` }])
  await gateway.close()
})

it('is not let in where anybody is', async () => {
  const gateway = await createTestGateway()
  await letIn(gateway, 'viewer', 'viewer')
  await letFirstAdminIn({ db: gateway.db, passwords: createPasswords() }, first('admin'))
  expect(await listUsers(gateway.db, { limit: 9 })).toMatchObject([{ name: 'viewer' }])
  await gateway.close()
})
