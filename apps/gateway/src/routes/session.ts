import {
  createSession,
  deleteSession,
  deleteSessionsOf,
  findSession,
  forgiveSignIn,
  noteSignIn,
  replacePasswordHash,
  type Session,
} from '@pretok/db'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { audit } from '../audit.ts'
import { createPasswordCheck } from '../check-password.ts'
import { requireOwnOrigin } from '../cross-origin.ts'
import { invalidRequest, RequestError } from '../errors.ts'
import { isNameOf } from '../password-policy.ts'
import { ofSession } from '../plugins/authentication.ts'
import { answers, problems } from '../problem.ts'
import { PasswordChange, SessionResource, SignIn, toSessionResource } from '../resources/session.ts'
import { clearSessionCookie, findSessionToken, requirePrivateWay, setSessionCookie } from '../session-cookie.ts'

const shared = { tags: ['Session'] }
const forPeople = { ...shared, security: [{ session: [] }] }

const getSession = ({ caller }: FastifyRequest): Session => {
  if (caller.session) return caller.session
  throw new RequestError('ERR_REQUEST_FORBIDDEN', 'This is for people who have signed in; an API key has no session')
}

const refused = () => new RequestError('ERR_SIGN_IN_REFUSED', 'The email address or the password is wrong')

export const sessionRoutes: FastifyPluginAsyncZod<RouteDeps> = async (app, { db, passwords }) => {
  const checkPassword = createPasswordCheck({ db, passwords })

  app.post(
    '/session',
    {
      config: { scope: 'none', countedAs: ({ ip }) => ip },
      onRequest: async (request) => requireOwnOrigin(request, findSessionToken(request) !== undefined),
      schema: {
        ...shared,
        security: [],
        summary: 'Sign in',
        description:
          'Begins a session and sets its cookie; a session that the browser had before ends. After failures, the next try has to wait: `Retry-After` says how long.',
        body: SignIn,
        response: { 200: answers('Signed in', SessionResource), ...problems(400) },
      },
    },
    async (request, reply) => {
      requirePrivateWay(request)
      const right = await checkPassword(request, request.body.email, request.body.password)
      if (!right) throw refused()
      const { user, passwordHash, tried } = right
      const upToDate = passwords.isOutdated(passwordHash) ? await passwords.hash(request.body.password) : passwordHash
      const { session, token } = await db.transaction(async (tx) => {
        // Whoever changes the password at this moment ends the sessions that it has begun, or keeps this one from beginning.
        const isStillRight = await replacePasswordHash(tx, user.id, { from: passwordHash, to: upToDate })
        if (!isStillRight) throw refused()
        const before = findSessionToken(request)
        const ended = before === undefined ? undefined : await findSession(tx, before)
        if (ended) await deleteSession(tx, ended.id)
        await noteSignIn(tx, user.id)
        await forgiveSignIn(tx, tried)
        const created = await createSession(tx, user)
        const caller = ofSession(created.session)
        await audit(tx, { caller, ip: request.ip, id: request.id }, { action: 'session.opened' })
        return created
      })
      setSessionCookie(request, reply, token)
      return toSessionResource(ofSession(session))
    },
  )

  app.get(
    '/session',
    {
      config: { scope: 'any' },
      schema: {
        ...shared,
        summary: 'Who is asking',
        response: { 200: answers('The user who signed in, or the API key', SessionResource) },
      },
    },
    async ({ caller }) => toSessionResource(caller),
  )

  app.delete(
    '/session',
    {
      config: { scope: 'any' },
      schema: { ...forPeople, summary: 'Sign out', response: { 204: z.undefined().describe('Signed out') } },
    },
    async (request, reply) => {
      const { id } = getSession(request)
      await db.transaction(async (tx) => {
        await deleteSession(tx, id)
        await audit(tx, request, { action: 'session.closed' })
      })
      clearSessionCookie(request, reply)
      return reply.code(204).send()
    },
  )

  app.post(
    '/session/password',
    {
      config: { scope: 'any' },
      schema: {
        ...forPeople,
        summary: "Change one's own password",
        description: "Ends all of one's sessions but this one.",
        body: PasswordChange,
        response: { 204: z.undefined().describe('Changed'), ...problems(400, 422) },
      },
    },
    async (request, reply) => {
      const { user, id } = getSession(request)
      const { currentPassword, newPassword } = request.body
      if (isNameOf(newPassword, user)) {
        throw invalidRequest([{ path: 'newPassword', message: 'must not be your email address or name' }])
      }
      const wrong = () => new RequestError('ERR_USER_PASSWORD_WRONG', 'The current password is wrong')
      const right = await checkPassword(request, user.email, currentPassword)
      if (!right || right.user.id !== user.id) throw wrong()
      const to = await passwords.hash(newPassword)
      await db.transaction(async (tx) => {
        if (!(await replacePasswordHash(tx, user.id, { from: right.passwordHash, to }))) throw wrong()
        await deleteSessionsOf(tx, user.id, id)
        await forgiveSignIn(tx, right.tried)
        await audit(tx, request, { action: 'password.changed', subject: `user/${user.id}` })
      })
      return reply.code(204).send()
    },
  )
}
