import { ConnectionSettings, Reason } from '@pretok/domain'
import type { SecretBox } from '@pretok/kernel'
import { and, desc, eq, lt, sql } from 'drizzle-orm'
import { newId, type Tx } from './database.ts'
import { NotFoundError } from './not-found.ts'
import { connections } from './schema.ts'

/** Where a connection leads and how it signs in there. The secrets are plain; they are sealed before they are stored. */
export interface ConnectionAccess {
  storeUrl: string
  storeKey: string
  erpBaseUrl: string
  erpCompanyId: string
  erpSecretKey: string
}

export interface NewConnection extends ConnectionAccess {
  name: string
  settings: ConnectionSettings
}

export interface Connection extends Omit<NewConnection, 'storeKey' | 'erpSecretKey'> {
  id: string
  state: 'active' | 'paused'
  /** Why it is paused. */
  pausedReason?: Reason
  /** `openConnectionSecrets` opens them. */
  sealed: ConnectionSecrets
  createdAt: Date
  updatedAt: Date
}

export interface ConnectionSecrets {
  storeKey: string
  erpSecretKey: string
}

/** Paused by a person: only a person resumes it. */
export const pausedByOperator: Reason = {
  code: 'ERR_CONNECTION_PAUSED',
  message: 'The connection was paused by hand.',
  messageSl: 'Povezava je bila ustavljena ročno.',
  remedy: 'Resume it when it should go on.',
  remedySl: 'Ko naj nadaljuje, jo znova zaženite.',
  details: {},
}

const storeKeyContext = (id: string): string => `connection/${id}/store-key`
const erpSecretContext = (id: string): string => `connection/${id}/erp-secret`

const toConnection = (row: typeof connections.$inferSelect): Connection => ({
  id: row.id,
  name: row.name,
  state: row.state === 'paused' ? 'paused' : 'active',
  ...(row.pausedReason === null ? {} : { pausedReason: Reason.parse(row.pausedReason) }),
  storeUrl: row.storeUrl,
  erpBaseUrl: row.erpBaseUrl,
  erpCompanyId: row.erpCompanyId,
  settings: ConnectionSettings.parse(row.settings),
  sealed: { storeKey: row.storeKey, erpSecretKey: row.erpSecretKey },
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
})

const found = (row: typeof connections.$inferSelect | undefined, id: string): Connection => {
  if (!row) throw new NotFoundError('connection', id)
  return toConnection(row)
}

export const createConnection = async (tx: Tx, box: SecretBox, connection: NewConnection): Promise<Connection> => {
  const id = newId()
  const [row] = await tx
    .insert(connections)
    .values({
      ...connection,
      id,
      storeKey: box.seal(connection.storeKey, storeKeyContext(id)),
      erpSecretKey: box.seal(connection.erpSecretKey, erpSecretContext(id)),
    })
    .returning()
  return found(row, id)
}

/** @throws {NotFoundError} */
export const getConnection = async (tx: Tx, id: string): Promise<Connection> => {
  const [row] = await tx.select().from(connections).where(eq(connections.id, id))
  return found(row, id)
}

/** Newest first. @param after the id of the last one of the page before */
export const listConnections = async (tx: Tx, page: { limit: number; after?: string }): Promise<Connection[]> => {
  const rows = await tx
    .select()
    .from(connections)
    .where(page.after === undefined ? undefined : lt(connections.id, page.after))
    .orderBy(desc(connections.id))
    .limit(page.limit)
  return rows.map(toConnection)
}

/** @throws {SecretUnreadableError} the key they were sealed under is not configured any more */
export const openConnectionSecrets = (box: SecretBox, { id, sealed }: Connection): ConnectionSecrets => ({
  storeKey: box.open(sealed.storeKey, storeKeyContext(id)),
  erpSecretKey: box.open(sealed.erpSecretKey, erpSecretContext(id)),
})

/**
 * @throws {NotFoundError}
 * @throws {SecretUnreadableError}
 */
export const getConnectionSecrets = async (tx: Tx, box: SecretBox, id: string): Promise<ConnectionSecrets> =>
  openConnectionSecrets(box, await getConnection(tx, id))

/**
 * Changes the given fields of a connection. New access data resumes one that Pretok itself paused: what it stumbled over is mended.
 *
 * @param change what to change, given the connection as it stands; its row is locked meanwhile
 * @throws {NotFoundError}
 */
export const changeConnection = async (
  tx: Tx,
  box: SecretBox,
  id: string,
  change: (current: Connection) => Partial<NewConnection>,
): Promise<Connection> => {
  const [locked] = await tx.select().from(connections).where(eq(connections.id, id)).for('update')
  const current = found(locked, id)
  const { storeKey, erpSecretKey, ...plain } = change(current)
  const { storeUrl, erpBaseUrl, erpCompanyId } = plain
  const newAccess = [storeUrl, storeKey, erpBaseUrl, erpCompanyId, erpSecretKey].some((field) => field !== undefined)
  const resumes = newAccess && current.pausedReason?.code !== pausedByOperator.code
  const [row] = await tx
    .update(connections)
    .set({
      ...plain,
      ...(storeKey === undefined ? {} : { storeKey: box.seal(storeKey, storeKeyContext(id)) }),
      ...(erpSecretKey === undefined ? {} : { erpSecretKey: box.seal(erpSecretKey, erpSecretContext(id)) }),
      ...(resumes ? { state: 'active', pausedReason: null } : {}),
      updatedAt: new Date(),
    })
    .where(eq(connections.id, id))
    .returning()
  return found(row, id)
}

/**
 * Stops a connection: its work waits. One that is paused already keeps its first reason.
 *
 * @param version as it was when the reason came up: if somebody has changed the connection since, the reason is out of date
 * @returns whether it was stopped
 */
export const pauseConnection = async (tx: Tx, id: string, reason: Reason, version?: string): Promise<boolean> => {
  const { rowCount } = await tx
    .update(connections)
    .set({ state: 'paused', pausedReason: reason, updatedAt: new Date() })
    .where(
      and(
        eq(connections.id, id),
        eq(connections.state, 'active'),
        version === undefined ? undefined : sql`${connections.updatedAt} = ${version}::timestamptz`,
      ),
    )
  return rowCount === 1
}

/** Lets a connection's work go on. One that is not paused is left alone. */
export const resumeConnection = async (tx: Tx, id: string): Promise<void> => {
  await tx
    .update(connections)
    .set({ state: 'active', pausedReason: null, updatedAt: new Date() })
    .where(and(eq(connections.id, id), eq(connections.state, 'paused')))
}
