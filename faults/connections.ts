import { z } from 'zod'
import type { Gateway } from './gateway.ts'
import type { Shop } from './shops.ts'

/** A shop, connected with its company. */
export interface Connection {
  id: string
  shop: Shop
  hookSecret: string
  syncsAsked: number
}

const Created = z.object({ id: z.string() })
const HookSecret = z.object({ secret: z.string().optional() })

/** An answer that got lost took the secret with it: it is shown once. */
const makeHookSecret = async (gateway: Gateway, id: string): Promise<string> => {
  for (;;) {
    const { secret } = await gateway.post(`/v1/connections/${id}/hook-secrets/prestashop`, {}, HookSecret)
    if (secret !== undefined) return secret
  }
}

export const connect = async (gateway: Gateway, shop: Shop): Promise<Connection> => {
  const { id } = await gateway.post('/v1/connections', shop.connection, Created)
  return { id, shop, hookSecret: await makeHookSecret(gateway, id), syncsAsked: 0 }
}

/** Asks for what is new, or for what is requested. */
export const askForSync = async (gateway: Gateway, connection: Connection, request: object = {}): Promise<void> => {
  connection.syncsAsked += 1
  await gateway.post(`/v1/connections/${connection.id}/syncs`, { flow: 'orders', ...request }, Created)
}

export const askAllForSync = async (
  gateway: Gateway,
  connections: readonly Connection[],
  request: object = {},
): Promise<void> => {
  await Promise.all(connections.map((connection) => askForSync(gateway, connection, request)))
}
