import { createHash, randomBytes } from 'node:crypto'
import { and, eq, gt, ne, sql } from 'drizzle-orm'
import { newId, type Tx } from './database.ts'
import { sessions, users } from './schema.ts'
import { toUser, type User } from './users.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** Unused for so long, a session ends; however much it is used, it ends after `longestMs`. */
const idleMs = 12 * hourMs
const longestMs = 7 * 24 * hourMs

/** Somebody who is signed in, with the role they have now. */
export interface Session {
  id: string
  user: User
  createdAt: Date
  lastSeenAt: Date
  /** If it is not used any more. */
  expiresAt: Date
}

const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

const expiryOf = (createdAt: Date, now: Date): Date =>
  new Date(Math.min(now.getTime() + idleMs, createdAt.getTime() + longestMs))

/** @returns `token` in plain: only a hash of it is stored */
export const createSession = async (tx: Tx, user: User): Promise<{ session: Session; token: string }> => {
  const token = randomBytes(32).toString('base64url')
  const now = new Date()
  const session = { id: newId(), createdAt: now, lastSeenAt: now, expiresAt: expiryOf(now, now) }
  await tx.insert(sessions).values({ ...session, userId: user.id, tokenHash: hashToken(token) })
  return { session: { ...session, user }, token }
}

/** The session of a token, unless it is unknown or has ended. */
export const findSession = async (tx: Tx, token: string): Promise<Session | undefined> => {
  const [row] = await tx
    .select({ session: sessions, user: users })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.tokenHash, hashToken(token)), gt(sessions.expiresAt, new Date())))
  if (!row) return undefined
  const { id, createdAt, lastSeenAt, expiresAt } = row.session
  return { id, createdAt, lastSeenAt, expiresAt, user: toUser(row.user) }
}

/** Notes that a session was used; at most once a minute, so that reading does not become writing. @returns it as it is now */
export const noteSessionUse = async (tx: Tx, session: Session): Promise<Session> => {
  const now = new Date()
  if (now.getTime() - session.lastSeenAt.getTime() < minuteMs) return session
  const seen = { lastSeenAt: now, expiresAt: expiryOf(session.createdAt, now) }
  await tx.update(sessions).set(seen).where(eq(sessions.id, session.id))
  return { ...session, ...seen }
}

export const deleteSession = async (tx: Tx, id: string): Promise<void> => {
  await tx.delete(sessions).where(eq(sessions.id, id))
}

/** Ends all of somebody's sessions. @param except the id of one that goes on */
export const deleteSessionsOf = async (tx: Tx, userId: string, except?: string): Promise<void> => {
  await tx
    .delete(sessions)
    .where(and(eq(sessions.userId, userId), except === undefined ? undefined : ne(sessions.id, except)))
}

/**
 * Deletes sessions that ended before a moment. Those that somebody else is just deleting are left to them.
 *
 * @returns how many; as many as `limit` means that there may be more
 */
export const deleteEndedSessions = async (tx: Tx, before: Date, limit: number): Promise<number> => {
  const { rowCount } = await tx.execute(sql`
    delete from sessions where ctid = any(array(
      select ctid from sessions where expires_at < ${before}::timestamptz
      order by expires_at limit ${limit} for update skip locked))`)
  return rowCount ?? 0
}
