import { AppError } from '@pretok/kernel'
import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { newId, type Tx } from './database.ts'
import { DatabaseConflictError } from './errors.ts'
import { NotFoundError } from './not-found.ts'
import { users } from './schema.ts'

/** `viewer` looks, `operator` also changes connections and tries things again, `admin` may do everything. */
export const Role = z.enum(['viewer', 'operator', 'admin'])
export type Role = z.output<typeof Role>

export interface UserFields {
  /** Lower case. */
  email: string
  name: string
  role: Role
}

export interface User extends UserFields {
  id: string
  createdAt: Date
  lastSignInAt?: Date
}

/** In PHC form; made and checked by whoever knows passwords. */
interface PasswordHash {
  passwordHash: string
}

/** Somebody else has this email address. */
export class EmailTakenError extends AppError {
  override readonly code = 'ERR_USER_EMAIL_TAKEN'
  override readonly retry = 'never'
}

/** Without any admin, nobody could let people in any more. */
export class LastAdminError extends AppError {
  override readonly code = 'ERR_USER_LAST_ADMIN'
  override readonly retry = 'never'
}

type Row = typeof users.$inferSelect

export const toUser = ({ id, email, name, role, createdAt, lastSignInAt }: Row): User => ({
  id,
  email,
  name,
  role: Role.parse(role),
  createdAt,
  ...(lastSignInAt === null ? {} : { lastSignInAt }),
})

const withFreeEmail = async <T>(write: Promise<T>): Promise<T> => {
  try {
    return await write
  } catch (error) {
    if (!(error instanceof DatabaseConflictError) || error.details['constraint'] !== 'users_email') throw error
    throw new EmailTakenError('Somebody else has this email address')
  }
}

/** @throws {EmailTakenError} */
export const createUser = async (tx: Tx, user: UserFields & PasswordHash): Promise<User> => {
  const values = { id: newId(), ...user }
  const [row] = await withFreeEmail(tx.insert(users).values(values).returning())
  return toUser(row as Row)
}

export const hasUsers = async (tx: Tx): Promise<boolean> => {
  const [any] = await tx.select({ id: users.id }).from(users).limit(1)
  return any !== undefined
}

/** Makes the first admin, unless there is any user; of several who try at once, one does. To be called in a transaction. */
export const createFirstAdmin = async (
  tx: Tx,
  user: Omit<UserFields, 'role'> & PasswordHash,
): Promise<User | undefined> => {
  await tx.execute(sql`lock table ${users} in share row exclusive mode`)
  return (await hasUsers(tx)) ? undefined : createUser(tx, { ...user, role: 'admin' })
}

/** Newest first. @param after the id of the last one of the page before */
export const listUsers = async (tx: Tx, page: { limit: number; after?: string }): Promise<User[]> => {
  const rows = await tx
    .select()
    .from(users)
    .where(page.after === undefined ? undefined : lt(users.id, page.after))
    .orderBy(desc(users.id))
    .limit(page.limit)
  return rows.map(toUser)
}

/** @throws {NotFoundError} */
export const getUser = async (tx: Tx, id: string): Promise<User> => {
  const [row] = await tx.select().from(users).where(eq(users.id, id))
  if (!row) throw new NotFoundError('user', id)
  return toUser(row)
}

/** Whoever signs in with this address, and what their password is held against. */
export const findUserByEmail = async (tx: Tx, email: string): Promise<(PasswordHash & { user: User }) | undefined> => {
  const [row] = await tx.select().from(users).where(eq(users.email, email))
  return row && { user: toUser(row), passwordHash: row.passwordHash }
}

const requireAnotherAdmin = async (tx: Tx, id: string): Promise<void> => {
  // Locked in one order: of two who take the last two admins away at once, the second finds only its own.
  const admins = await tx
    .select({ id: users.id })
    .from(users)
    .where(eq(users.role, 'admin'))
    .orderBy(users.id)
    .for('update')
  if (admins.length === 1 && admins[0]?.id === id) {
    throw new LastAdminError('This is the last admin. Make somebody else one first.')
  }
}

/**
 * Changes the given fields. To be called in a transaction.
 *
 * @returns the user before and after
 * @throws {NotFoundError}
 * @throws {EmailTakenError}
 * @throws {LastAdminError} nobody else is an admin
 */
export const changeUser = async (
  tx: Tx,
  id: string,
  changes: Partial<UserFields & PasswordHash>,
): Promise<{ before: User; user: User }> => {
  if (changes.role !== undefined && changes.role !== 'admin') await requireAnotherAdmin(tx, id)
  const [before] = await tx.select().from(users).where(eq(users.id, id)).for('update')
  if (!before) throw new NotFoundError('user', id)
  if (Object.keys(changes).length === 0) return { before: toUser(before), user: toUser(before) }
  const [row] = await withFreeEmail(tx.update(users).set(changes).where(eq(users.id, id)).returning())
  return { before: toUser(before), user: toUser(row as Row) }
}

/**
 * Replaces what a password is held against, if it is still `from`: it may have been changed while a password was checked.
 *
 * @returns whether it was
 */
export const replacePasswordHash = async (
  tx: Tx,
  id: string,
  { from, to }: { from: string; to: string },
): Promise<boolean> => {
  const { rowCount } = await tx
    .update(users)
    .set({ passwordHash: to })
    .where(and(eq(users.id, id), eq(users.passwordHash, from)))
  return rowCount === 1
}

export const noteSignIn = async (tx: Tx, id: string): Promise<void> => {
  await tx.update(users).set({ lastSignInAt: new Date() }).where(eq(users.id, id))
}

/**
 * Deletes a user and their sessions. To be called in a transaction.
 *
 * @throws {NotFoundError}
 * @throws {LastAdminError} nobody else is an admin
 */
export const deleteUser = async (tx: Tx, id: string): Promise<void> => {
  await requireAnotherAdmin(tx, id)
  const { rowCount } = await tx.delete(users).where(eq(users.id, id))
  if (rowCount !== 1) throw new NotFoundError('user', id)
}
