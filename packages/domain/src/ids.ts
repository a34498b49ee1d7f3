import { z } from 'zod'

/** Our ids are UUIDs (version 7, so they sort by time); the brand keeps one kind from being passed for another. */
export const ConnectionId = z.uuid().brand<'ConnectionId'>()
export type ConnectionId = z.output<typeof ConnectionId>

export const OrderId = z.uuid().brand<'OrderId'>()
export type OrderId = z.output<typeof OrderId>

export const SyncId = z.uuid().brand<'SyncId'>()
export type SyncId = z.output<typeof SyncId>
