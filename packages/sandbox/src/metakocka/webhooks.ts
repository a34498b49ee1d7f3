import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Company } from './company.ts'
import type { Change } from './journal.ts'
import { printStockPush } from './stock/stock-calls.ts'

/** One attempt to tell somebody that stock has changed. */
export interface Delivery {
  companyId: string
  /** Of the event: the same in every attempt. */
  id: string
  /** From 1. */
  attempt: number
  /** Absent when no answer came. */
  status?: number | undefined
  /** The answer was the acknowledgement that is asked for. */
  taken: boolean
}

export interface Webhooks {
  /** Tells of the products whose stock is among the changes, where the company has somebody to tell. */
  announce(company: Company, changes: readonly Change[]): void
  /** The latest attempts, oldest first. */
  list(): Delivery[]
  /** When nothing is on its way any more. */
  settled(): Promise<void>
}

const attempts = 3
const kept = 1_000

/** The documentation asks for one of the two and shows the other: whoever answers both is understood either way. */
const isAcknowledged = (answer: string): boolean => {
  try {
    const { status, check_respond_status_json_ok: ok } = JSON.parse(answer) as Record<string, unknown>
    return status === 'ok' && String(ok) === 'true'
  } catch {
    return false
  }
}

const changedProducts = (changes: readonly Change[]): Set<string> =>
  new Set(changes.filter(({ table }) => table === 'stock').flatMap(({ id }) => id.split('/')[1] ?? []))

/** @param signal ends waiting when the server closes */
export const createWebhooks = (signal: AbortSignal): Webhooks => {
  let deliveries: Delivery[] = []
  const open = new Set<Promise<void>>()
  // Unlike those of the run before, so that whoever kept those is not misled.
  let lastId = Date.now()

  const post = async (url: string, headers: Record<string, string>, body: string) => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(30_000)]),
      })
      return { status: response.status, taken: isAcknowledged(await response.text()) && response.status === 200 }
    } catch {
      return { taken: false }
    }
  }

  const deliver = async (company: Company, productId: string): Promise<void> => {
    const { webhook } = company.settings()
    if (!webhook) return
    lastId += 1
    const id = String(lastId)
    const body = JSON.stringify(printStockPush(company, productId))
    const headers = {
      'content-type': 'application/json; charset=UTF-8',
      'x-metakocka-event': 'warehouse_product_stock_update',
      'x-metakocka-id': id,
      'x-metakocka-signature': createHmac('sha1', webhook.clientSecret).update(body).digest('base64'),
    }
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      if (attempt > 1) await sleep(webhook.pauseMs, undefined, { signal })
      const outcome = await post(webhook.url, headers, body)
      deliveries = [...deliveries, { companyId: company.id, id, attempt, ...outcome }].slice(-kept)
      if (outcome.taken) return
    }
  }

  return {
    announce(company, changes) {
      for (const productId of changedProducts(changes)) {
        const delivery: Promise<void> = deliver(company, productId)
          .catch((error: unknown) => {
            if (!signal.aborted) throw error
          })
          .finally(() => open.delete(delivery))
        open.add(delivery)
      }
    },
    list: () => [...deliveries],
    async settled() {
      while (open.size > 0) await Promise.all(open)
    },
  }
}
