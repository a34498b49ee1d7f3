import {
  changeUser,
  createUser,
  deleteSessionsOf,
  deleteUser,
  getUser,
  listUsers,
  type User,
  type UserFields,
} from '@pretok/db'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { audit } from '../audit.ts'
import { invalidRequest } from '../errors.ts'
import { given } from '../given.ts'
import { IdKey, pageOf, pageQuery, toPage } from '../paging.ts'
import { isNameOf } from '../password-policy.ts'
import { answers, problems } from '../problem.ts'
import { NewUser, toUserResource, UserPatch, UserResource } from '../resources/user.ts'

const shared = { tags: ['Users'] }
const config = { scope: 'admin' } as const
const Params = z.object({ id: z.uuid() })

const refuseNameOf = (password: string, owner: Pick<UserFields, 'email' | 'name'>): void => {
  if (!isNameOf(password, owner)) return
  throw invalidRequest([{ path: 'password', message: 'must not be the email address or name of its owner' }])
}

/** For the audit log, which holds no personal data: of a role what it was and is, of the rest that it changed. */
const changesOf = (before: User, after: User) => [
  ...(before.role === after.role ? [] : [{ field: 'role', from: before.role, to: after.role }]),
  ...(['email', 'name'] as const).filter((field) => before[field] !== after[field]).map((field) => ({ field })),
]

export const userRoutes: FastifyPluginAsyncZod<RouteDeps> = async (app, { db, passwords }) => {
  app.get(
    '/users',
    {
      config,
      schema: {
        ...shared,
        summary: 'List users',
        querystring: z.strictObject(pageQuery(IdKey)),
        response: { 200: answers('A page of users, newest first', pageOf(UserResource)), ...problems(400) },
      },
    },
    async ({ query: { limit, cursor } }) => {
      const rows = await listUsers(db, { limit: limit + 1, ...given({ after: cursor?.[0] }) })
      return toPage(rows, limit, toUserResource, ({ id }) => [id])
    },
  )

  app.post(
    '/users',
    {
      config,
      schema: {
        ...shared,
        summary: 'Let somebody in',
        description:
          'Of the password only a hash is stored. Repeated, it is refused, as the email address is taken then.',
        body: NewUser,
        response: { 201: answers('Created; `Location` leads to the user', UserResource), ...problems(400, 409) },
      },
    },
    async (request, reply) => {
      const { password, ...fields } = request.body
      refuseNameOf(password, fields)
      const passwordHash = await passwords.hash(password)
      const user = await db.transaction(async (tx) => {
        const created = await createUser(tx, { ...fields, passwordHash })
        const { id, role } = created
        await audit(tx, request, { action: 'user.created', subject: `user/${id}`, details: { role } })
        return created
      })
      return reply.code(201).header('location', `/v1/users/${user.id}`).send(toUserResource(user))
    },
  )

  app.get(
    '/users/:id',
    {
      config,
      schema: {
        ...shared,
        summary: 'Get a user',
        params: Params,
        response: { 200: answers('The user', UserResource), ...problems(400, 404) },
      },
    },
    async ({ params }) => toUserResource(await getUser(db, params.id)),
  )

  app.patch(
    '/users/:id',
    {
      config,
      schema: {
        ...shared,
        summary: 'Change a user',
        description:
          'What is left out stays as it is. A new role holds at once; a new password ends all sessions of the user. The last admin stays one.',
        params: Params,
        body: UserPatch,
        response: { 200: answers('The user as they are now', UserResource), ...problems(400, 404, 409) },
      },
    },
    async (request) => {
      const { password, ...fields } = request.body
      const { id } = request.params
      const passwordHash = password === undefined ? undefined : await passwords.hash(password)
      const subject = `user/${id}`
      const user = await db.transaction(async (tx) => {
        const { before, user } = await changeUser(tx, id, given({ ...fields, passwordHash }))
        const changes = changesOf(before, user)
        if (changes.length > 0) await audit(tx, request, { action: 'user.changed', subject, details: { changes } })
        if (password !== undefined) {
          refuseNameOf(password, user)
          await deleteSessionsOf(tx, id)
          await audit(tx, request, { action: 'password.reset', subject })
        }
        return user
      })
      return toUserResource(user)
    },
  )

  app.delete(
    '/users/:id',
    {
      config,
      schema: {
        ...shared,
        summary: 'Delete a user',
        description: 'Ends all their sessions. The last admin cannot be deleted.',
        params: Params,
        response: { 204: z.undefined().describe('Deleted'), ...problems(400, 404, 409) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await db.transaction(async (tx) => {
        await deleteUser(tx, id)
        await audit(tx, request, { action: 'user.deleted', subject: `user/${id}` })
      })
      return reply.code(204).send()
    },
  )
}
