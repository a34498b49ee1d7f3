import {
  beginSignIn,
  type Database,
  findUserByEmail,
  recordAudit,
  type SignInLimit,
  type SignInTry,
  type User,
} from '@pretok/db'
import type { FastifyRequest } from 'fastify'
import { toNetwork } from './network.ts'
import type { Passwords } from './passwords.ts'

/** Nobody is signed in yet: it is the gateway itself that says so. */
export const gatewayActor = { kind: 'program', id: 'gateway', name: 'gateway' } as const

export interface RightPassword {
  user: User
  passwordHash: string
  /** For `forgiveSignIn`, in the transaction of what the password was needed for. */
  tried: SignInTry
}

/**
 * Checks passwords, slowing down whoever guesses them.
 *
 * @returns `undefined` when the password is wrong or there is no such account: the answer and its time are the same
 * @throws {SignInThrottledError}
 */
export const createPasswordCheck = ({ db, passwords }: Pick<Database, 'db'> & { passwords: Passwords }) => {
  const report = async ({ ip, id }: FastifyRequest, user: User | undefined, limits: SignInLimit[]) =>
    db.transaction(async (tx) => {
      const entry = { actor: gatewayActor, ip, requestId: id, action: 'sign-in.throttled' }
      const subject = user && { subject: `user/${user.id}` }
      for (const limit of limits) await recordAudit(tx, { ...entry, ...subject, details: { limit } })
    })

  return async (request: FastifyRequest, email: string, password: string): Promise<RightPassword | undefined> => {
    const tried = { email, network: toNetwork(request.ip) }
    const reached = await db.transaction((tx) => beginSignIn(tx, tried))
    const found = await findUserByEmail(db, email)
    const isRight = await passwords.verify(found?.passwordHash, password)
    if (found && isRight) return { ...found, tried }
    if (reached.length > 0) await report(request, found?.user, reached)
    return undefined
  }
}
export type CheckPassword = ReturnType<typeof createPasswordCheck>
