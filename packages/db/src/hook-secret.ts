import { randomBytes } from 'node:crypto'
import type { SecretBox } from '@pretok/kernel'
import { eq } from 'drizzle-orm'
import type { Connection } from './connections.ts'
import type { Tx } from './database.ts'
import { NotFoundError } from './not-found.ts'
import { connections } from './schema.ts'

const hookSecretContext = (connectionId: string): string => `connection/${connectionId}/hook-secret`

const store = async (tx: Tx, connectionId: string, hookSecret: string | null): Promise<void> => {
  const { rowCount } = await tx
    .update(connections)
    .set({ hookSecret, updatedAt: new Date() })
    .where(eq(connections.id, connectionId))
  if (rowCount !== 1) throw new NotFoundError('connection', connectionId)
}

/**
 * Makes what a connection's shop signs its webhooks with; one it had before is worth nothing from then on.
 *
 * @returns `whsec_` and base64 of 32 random bytes; stored sealed, so this is the moment to show it
 * @throws {NotFoundError}
 */
export const replaceHookSecret = async (tx: Tx, box: SecretBox, connectionId: string): Promise<string> => {
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  await store(tx, connectionId, box.seal(secret, hookSecretContext(connectionId)))
  return secret
}

/** @throws {NotFoundError} */
export const deleteHookSecret = (tx: Tx, connectionId: string): Promise<void> => store(tx, connectionId, null)

const open = (box: SecretBox, connectionId: string, sealed: string): string =>
  box.open(sealed, hookSecretContext(connectionId))

/**
 * @returns `undefined` when the connection has none
 * @throws {SecretUnreadableError} the key it was sealed under is not configured any more
 */
export const openHookSecret = (
  box: SecretBox,
  { id, sealed }: Pick<Connection, 'id' | 'sealed'>,
): string | undefined => (sealed.hookSecret === undefined ? undefined : open(box, id, sealed.hookSecret))

/**
 * @returns `undefined` when the connection has none, or is not there
 * @throws {SecretUnreadableError}
 */
export const findHookSecret = async (tx: Tx, box: SecretBox, connectionId: string): Promise<string | undefined> => {
  const [row] = await tx
    .select({ sealed: connections.hookSecret })
    .from(connections)
    .where(eq(connections.id, connectionId))
  return row?.sealed ? open(box, connectionId, row.sealed) : undefined
}
