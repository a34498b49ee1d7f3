import { fetch } from 'undici'
import { z } from 'zod'

/** What the stand-in for MetaKocka is told to accept; it is reached from this machine alone. */
export const erpAccount = { companyId: '16', secretKey: 'sandbox' }

const Products = z.array(z.object({ code: z.string().optional(), service: z.string().optional() }))
const Stock = z.array(z.object({ code: z.string(), amount: z.string() }))

/** The company's stand-in, set and looked at as a person would in MetaKocka itself. */
export interface DemoErp {
  /** Puts pieces of every product that is goods on the shelf, where nobody has put any. */
  fillShelves(): Promise<void>
  /** Has stock changes told to this address. */
  tellStockTo(webhook: { url: string; clientSecret: string }): Promise<void>
}

/** @param url of the company's controls */
export const openDemoErp = (url: string): DemoErp => {
  const call = async (method: 'GET' | 'PUT', what: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${url}/${what}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      signal: AbortSignal.timeout(30_000),
    })
    if (!response.ok) throw new Error(`${method} ${what}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  return {
    async fillShelves() {
      const products = Products.parse(await call('GET', 'products'))
      // What orders have reserved is listed without being there.
      const there = Stock.parse(await call('GET', 'stock')).filter(({ amount }) => Number(amount) !== 0)
      const stocked = new Set(there.map(({ code }) => code))
      for (const [index, { code, service }] of products.entries()) {
        if (!code || service === 'true' || stocked.has(code)) continue
        await call('PUT', 'stock', { code, amount: String(100 + ((index * 17) % 200)) })
      }
    },
    tellStockTo: async (webhook) => void (await call('PUT', 'settings', { webhook: { ...webhook, pauseMs: 1_000 } })),
  }
}
