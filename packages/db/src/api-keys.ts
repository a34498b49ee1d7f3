import { createHash, randomBytes } from 'node:crypto'
import { AppError } from '@pretok/kernel'
import { and, arrayContains, desc, eq, gt, isNull, lt, or } from 'drizzle-orm'
import { z } from 'zod'
import { newId, type Tx } from './database.ts'
import { NotFoundError } from './not-found.ts'
import { apiKeys } from './schema.ts'

/**
 * What a caller may do: `read` answers questions, `write` changes connections and what flows over them, `admin` decides who may do what,
 * deletes, reveals secrets and reads the audit log. None includes another.
 */
export const Scope = z.enum(['read', 'write', 'admin'])
export type Scope = z.output<typeof Scope>

export interface NewApiKey {
  name: string
  scopes: Scope[]
  expiresAt?: Date
}

export interface ApiKey extends NewApiKey {
  id: string
  createdAt: Date
  lastUsedAt?: Date
}

/** Without any key of an admin, no machine could make a new one. */
export class LastApiKeyError extends AppError {
  override readonly code = 'ERR_API_KEY_LAST'
  override readonly retry = 'never'
}

const hashKey = (key: string): string => createHash('sha256').update(key).digest('hex')

const stillValid = () => or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, new Date()))

const toApiKey = (row: typeof apiKeys.$inferSelect): ApiKey => ({
  id: row.id,
  name: row.name,
  scopes: z.array(Scope).parse(row.scopes),
  createdAt: row.createdAt,
  ...(row.expiresAt === null ? {} : { expiresAt: row.expiresAt }),
  ...(row.lastUsedAt === null ? {} : { lastUsedAt: row.lastUsedAt }),
})

const store = async (tx: Tx, apiKey: NewApiKey, key: string): Promise<ApiKey> => {
  const [row] = await tx
    .insert(apiKeys)
    .values({ id: newId(), hash: hashKey(key), ...apiKey })
    .returning()
  return toApiKey(row as typeof apiKeys.$inferSelect)
}

/** @returns `key` in plain: it is stored nowhere, so this is the only moment to show it */
export const createApiKey = async (tx: Tx, apiKey: NewApiKey): Promise<{ apiKey: ApiKey; key: string }> => {
  const key = `pk_${randomBytes(32).toString('base64url')}`
  return { apiKey: await store(tx, apiKey, key), key }
}

/** Stores a given key with all scopes as `first key`, unless there is any key already. */
export const storeFirstApiKey = async (tx: Tx, key: string): Promise<void> => {
  const [any] = await tx.select({ id: apiKeys.id }).from(apiKeys).limit(1)
  if (any) return
  await tx
    .insert(apiKeys)
    .values({ id: newId(), hash: hashKey(key), name: 'first key', scopes: [...Scope.options] })
    .onConflictDoNothing() // several gateways may start at the same time
}

/** The key that a caller presents, unless it is unknown or has expired. Unknown keys cost as much as known ones. */
export const findApiKey = async (tx: Tx, key: string): Promise<ApiKey | undefined> => {
  const [row] = await tx
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.hash, hashKey(key)), stillValid()))
  return row && toApiKey(row)
}

/** Notes that a key was used; at most once a minute, so that reading does not become writing. */
export const noteApiKeyUse = async (tx: Tx, { id, lastUsedAt }: ApiKey): Promise<void> => {
  const now = new Date()
  if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < 60_000) return
  await tx.update(apiKeys).set({ lastUsedAt: now }).where(eq(apiKeys.id, id))
}

/** Newest first. @param after the id of the last one of the page before */
export const listApiKeys = async (tx: Tx, page: { limit: number; after?: string }): Promise<ApiKey[]> => {
  const rows = await tx
    .select()
    .from(apiKeys)
    .where(page.after === undefined ? undefined : lt(apiKeys.id, page.after))
    .orderBy(desc(apiKeys.id))
    .limit(page.limit)
  return rows.map(toApiKey)
}

/**
 * @throws {NotFoundError}
 * @throws {LastApiKeyError} no other valid key has the scope `admin`
 */
export const deleteApiKey = async (tx: Tx, id: string): Promise<void> => {
  // Locked in one order: of two who delete the last two keys at once, the second finds only its own.
  const admins = await tx
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .where(and(arrayContains(apiKeys.scopes, ['admin']), stillValid()))
    .orderBy(apiKeys.id)
    .for('update')
  if (admins.length === 1 && admins[0]?.id === id) {
    throw new LastApiKeyError('This is the last key with the scope admin. Make another one first.')
  }
  const gone = await tx.delete(apiKeys).where(eq(apiKeys.id, id)).returning({ id: apiKeys.id })
  if (gone.length === 0) throw new NotFoundError('API key', id)
}
