import { ConnectionSettings, Reason } from '@pretok/domain'
import type { SecretBox } from '@pretok/kernel'
import { and, desc, eq, getTableColumns, lt, sql } from 'drizzle-orm'
import { z } from 'zod'
import { Circuit, circuitsOfConnection, closeCircuit } from './circuits.ts'
import { newId, type Tx } from './database.ts'
import { NotFoundError } from './not-found.ts'
import { connections } from './schema.ts'
import { toContext } from './sealed-columns.ts'
import { wakePumps } from './wake-pumps.ts'

export const StoreAuth = z.enum(['basic', 'ws_key'])
export type StoreAuth = z.output<typeof StoreAuth>

/** Where a connection leads and how it signs in there. The secrets are plain; they are sealed before they are stored. */
export interface ConnectionAccess {
  storeUrl: string
  storeKey: string
  /** How the key travels: in the `Authorization` header, or in the address, for servers that drop the header. Default `basic`. */
  storeAuth?: StoreAuth
  erpBaseUrl: string
  erpCompanyId: string
  erpSecretKey: string
}

export interface NewConnection extends ConnectionAccess {
  name: string
  settings: ConnectionSettings
}

export interface Connection extends Omit<NewConnection, 'storeKey' | 'erpSecretKey' | 'storeAuth'> {
  id: string
  storeAuth: StoreAuth
  state: 'active' | 'paused'
  /** Why it is paused. */
  pausedReason?: Reason
  /** `openConnectionSecrets` opens them; `openHookSecret` what either side signs its webhooks with, if it has been given that. */
  sealed: ConnectionSecrets & { hookSecret?: string; erpHookSecret?: string }
  /** The sides that are out of order; empty when all is well. */
  circuits: Circuit[]
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

const columns = { ...getTableColumns(connections), circuits: circuitsOfConnection }

type Row = typeof connections.$inferSelect & { circuits: unknown }

const toConnection = (row: Row): Connection => ({
  id: row.id,
  name: row.name,
  state: row.state === 'paused' ? 'paused' : 'active',
  ...(row.pausedReason === null ? {} : { pausedReason: Reason.parse(row.pausedReason) }),
  storeUrl: row.storeUrl,
  storeAuth: StoreAuth.parse(row.storeAuth),
  erpBaseUrl: row.erpBaseUrl,
  erpCompanyId: row.erpCompanyId,
  settings: ConnectionSettings.parse(row.settings),
  sealed: {
    storeKey: row.storeKey,
    erpSecretKey: row.erpSecretKey,
    ...(row.hookSecret === null ? {} : { hookSecret: row.hookSecret }),
    ...(row.erpHookSecret === null ? {} : { erpHookSecret: row.erpHookSecret }),
  },
  circuits: Circuit.array().parse(row.circuits),
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
})

const found = (row: Row | undefined, id: string): Connection => {
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
      storeKey: box.seal(connection.storeKey, toContext(id, 'storeKey')),
      erpSecretKey: box.seal(connection.erpSecretKey, toContext(id, 'erpSecretKey')),
    })
    .returning(columns)
  return found(row, id)
}

/** @throws {NotFoundError} */
export const getConnection = async (tx: Tx, id: string): Promise<Connection> => {
  const [row] = await tx.select(columns).from(connections).where(eq(connections.id, id))
  return found(row, id)
}

/** Newest first. @param after the id of the last one of the page before */
export const listConnections = async (tx: Tx, page: { limit: number; after?: string }): Promise<Connection[]> => {
  const rows = await tx
    .select(columns)
    .from(connections)
    .where(page.after === undefined ? undefined : lt(connections.id, page.after))
    .orderBy(desc(connections.id))
    .limit(page.limit)
  return rows.map(toConnection)
}

/** @throws {SecretUnreadableError} the key they were sealed under is not configured any more */
export const openConnectionSecrets = (box: SecretBox, { id, sealed }: Connection): ConnectionSecrets => ({
  storeKey: box.open(sealed.storeKey, toContext(id, 'storeKey')),
  erpSecretKey: box.open(sealed.erpSecretKey, toContext(id, 'erpSecretKey')),
})

/**
 * @throws {NotFoundError}
 * @throws {SecretUnreadableError}
 */
export const getConnectionSecrets = async (tx: Tx, box: SecretBox, id: string): Promise<ConnectionSecrets> =>
  openConnectionSecrets(box, await getConnection(tx, id))

/**
 * Changes the given fields of a connection. New access data resumes one that Pretok itself paused, and closes the
 * circuit of that side: what it stumbled over is mended.
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
  const [locked] = await tx.select(columns).from(connections).where(eq(connections.id, id)).for('update')
  const current = found(locked, id)
  const { storeKey, erpSecretKey, ...plain } = change(current)
  const { storeUrl, storeAuth, erpBaseUrl, erpCompanyId } = plain
  const newStore = [storeUrl, storeKey, storeAuth].some((field) => field !== undefined)
  const newErp = [erpBaseUrl, erpCompanyId, erpSecretKey].some((field) => field !== undefined)
  if (newStore) await closeCircuit(tx, id, 'store')
  if (newErp) await closeCircuit(tx, id, 'erp')
  const resumes = (newStore || newErp) && current.pausedReason?.code !== pausedByOperator.code
  const [row] = await tx
    .update(connections)
    .set({
      ...plain,
      ...(storeKey === undefined ? {} : { storeKey: box.seal(storeKey, toContext(id, 'storeKey')) }),
      ...(erpSecretKey === undefined ? {} : { erpSecretKey: box.seal(erpSecretKey, toContext(id, 'erpSecretKey')) }),
      ...(resumes ? { state: 'active', pausedReason: null } : {}),
      updatedAt: new Date(),
    })
    .where(eq(connections.id, id))
    .returning(columns)
  // What waited for the connection or a flow of it may go on.
  if ((resumes && current.state === 'paused') || plain.settings !== undefined) await wakePumps(tx, id)
  return found(row, id)
}

/**
 * Stops a connection: its work waits. One that is paused already keeps its first reason, unless a person pauses it: then only a
 * person lets it go on.
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
        reason.code === pausedByOperator.code ? undefined : eq(connections.state, 'active'),
        version === undefined ? undefined : sql`${connections.updatedAt} = ${version}::timestamptz`,
      ),
    )
  return rowCount === 1
}

/** A connection as somebody read it; what is concluded from that is void once it has been changed. */
export type SeenConnection = Pick<Connection, 'id' | 'updatedAt'>

const isAsSeen = ({ id, updatedAt }: SeenConnection) =>
  // The driver's moments have milliseconds.
  and(eq(connections.id, id), sql`date_trunc('milliseconds', ${connections.updatedAt}) = ${updatedAt}::timestamptz`)

/**
 * Something else keeps a connection paused than what stopped it.
 *
 * @returns whether it was still as seen
 */
export const changePausedReason = async (tx: Tx, seen: SeenConnection, reason: Reason): Promise<boolean> => {
  const { rowCount } = await tx
    .update(connections)
    .set({ pausedReason: reason, updatedAt: new Date() })
    .where(and(isAsSeen(seen), eq(connections.state, 'paused')))
  return rowCount === 1
}

/**
 * Lets a connection's work go on. One that is not paused is left alone.
 *
 * @param seen only if nobody has changed it since
 * @returns whether it was paused, and goes on
 */
export const resumeConnection = async (tx: Tx, id: string, seen?: SeenConnection): Promise<boolean> => {
  const { rowCount } = await tx
    .update(connections)
    .set({ state: 'active', pausedReason: null, updatedAt: new Date() })
    .where(and(eq(connections.id, id), seen && isAsSeen(seen), eq(connections.state, 'paused')))
  if (rowCount !== 1) return false
  await wakePumps(tx, id)
  return true
}
