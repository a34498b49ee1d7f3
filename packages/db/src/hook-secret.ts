import { randomBytes } from 'node:crypto'
import type { SecretBox } from '@pretok/kernel'
import { eq } from 'drizzle-orm'
import type { Connection } from './connections.ts'
import type { Tx } from './database.ts'
import type { InboundSender, InboundSource } from './inbound-events.ts'
import { NotFoundError } from './not-found.ts'
import { connections } from './schema.ts'
import { type SealedColumn, toContext } from './sealed-columns.ts'

const kept = {
  prestashop: {
    column: 'hookSecret',
    make: () => `whsec_${randomBytes(32).toString('base64')}`,
  },
  metakocka: {
    column: 'erpHookSecret',
    // What its field takes is not documented: 40 plain characters, and as many bits as SHA-1 makes use of.
    make: () => randomBytes(20).toString('hex'),
  },
} as const satisfies Record<InboundSource, { column: SealedColumn; make: () => string }>

const contextOf = ({ connectionId, source }: InboundSender): string => toContext(connectionId, kept[source].column)

const store = async (tx: Tx, { connectionId, source }: InboundSender, sealed: string | null): Promise<void> => {
  const { rowCount } = await tx
    .update(connections)
    .set({ [kept[source].column]: sealed, updatedAt: new Date() })
    .where(eq(connections.id, connectionId))
  if (rowCount !== 1) throw new NotFoundError('connection', connectionId)
}

/**
 * Makes what one side of a connection signs its webhooks with; one it had before is worth nothing from then on.
 *
 * @returns for a store `whsec_` and base64 of 32 random bytes, for MetaKocka 40 hexadecimal digits; stored sealed, so this is the moment to show it
 * @throws {NotFoundError}
 */
export const replaceHookSecret = async (tx: Tx, box: SecretBox, sender: InboundSender): Promise<string> => {
  const secret = kept[sender.source].make()
  await store(tx, sender, box.seal(secret, contextOf(sender)))
  return secret
}

/** @throws {NotFoundError} */
export const deleteHookSecret = (tx: Tx, sender: InboundSender): Promise<void> => store(tx, sender, null)

/**
 * @returns `undefined` when that side has none
 * @throws {SecretUnreadableError} the key it was sealed under is not configured any more
 */
export const openHookSecret = (
  box: SecretBox,
  { id: connectionId, sealed }: Pick<Connection, 'id' | 'sealed'>,
  source: InboundSource,
): string | undefined => {
  const secret = sealed[kept[source].column]
  return secret === undefined ? undefined : box.open(secret, contextOf({ connectionId, source }))
}

/**
 * @returns `undefined` when that side has none, or the connection is not there
 * @throws {SecretUnreadableError}
 */
export const findHookSecret = async (tx: Tx, box: SecretBox, sender: InboundSender): Promise<string | undefined> => {
  const [row] = await tx
    .select({ sealed: connections[kept[sender.source].column] })
    .from(connections)
    .where(eq(connections.id, sender.connectionId))
  return row?.sealed ? box.open(row.sealed, contextOf(sender)) : undefined
}
