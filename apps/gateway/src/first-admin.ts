import { createFirstAdmin, type Database, hasUsers, recordAudit } from '@pretok/db'
import { gatewayActor } from './check-password.ts'
import type { Passwords } from './passwords.ts'

/** Lets a first admin in while there is no user at all; of several gateways that start at once, one does. */
export const letFirstAdminIn = async (
  { db, passwords }: Pick<Database, 'db'> & { passwords: Passwords },
  { email, password }: { email: string; password: string },
): Promise<void> => {
  if (await hasUsers(db)) return
  const passwordHash = await passwords.hash(password)
  await db.transaction(async (tx) => {
    const user = await createFirstAdmin(tx, { email, name: 'first admin', passwordHash })
    if (!user) return
    const { id, role } = user
    await recordAudit(tx, { actor: gatewayActor, action: 'user.created', subject: `user/${id}`, details: { role } })
  })
}
