import { createHmac, randomUUID } from 'node:crypto'
import type { Gateway } from './gateway.ts'

/** What the module in a shop does: tells that something happened, from several processes at once, and never asks twice what became of it. */
export interface HookSender {
  /** @param times how often it is delivered, under one id, to one gateway after the other at the same time */
  announce(connectionId: string, secret: string, type: string, orderId: string, times: number): Promise<void>
  /** By id: how often it was accepted as new. */
  readonly accepted: ReadonlyMap<string, number>
  readonly counts: { sent: number; accepted: number; known: number; lost: number }
}

/** Signs as Standard Webhooks has it. */
const sign = (secret: string, text: string): string =>
  `v1,${createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(text)
    .digest('base64')}`

export const createHookSender = (gateway: Gateway): HookSender => {
  const accepted = new Map<string, number>()
  const counts = { sent: 0, accepted: 0, known: 0, lost: 0 }

  return {
    accepted,
    counts,
    async announce(connectionId, secret, type, orderId, times) {
      const id = `msg_${randomUUID()}`
      const body = JSON.stringify({ type, timestamp: new Date().toISOString(), data: { id: orderId } })
      const timestamp = String(Math.floor(Date.now() / 1000))
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': sign(secret, `${id}.${timestamp}.${body}`),
      }
      const deliver = async (_: unknown, sender: number): Promise<void> => {
        const status = await gateway.tell(sender, `/hooks/prestashop/${connectionId}`, body, headers)
        counts.sent += 1
        if (status === 202) {
          counts.accepted += 1
          accepted.set(id, (accepted.get(id) ?? 0) + 1)
        } else if (status === 200) counts.known += 1
        else if (status === undefined || status >= 500 || status === 429) counts.lost += 1
        else throw new Error(`a webhook was answered ${status}`)
      }
      await Promise.all(Array.from({ length: times }, deliver))
    },
  }
}
