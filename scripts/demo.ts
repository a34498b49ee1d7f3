import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { DataFolder, DemoState } from './data-folder.ts'
import { type GatewayClient, RefusedError } from './gateway-client.ts'
import { requireFreePort } from './ports.ts'
import type { Program } from './processes.ts'
import { waitForAnswer } from './readiness.ts'

const Connection = z.object({ id: z.string() })
const Sync = z.object({ id: z.string(), state: z.string() })
const Orders = z.object({ items: z.array(z.object({ state: z.string() })), nextCursor: z.string().nullish() })

/** Somebody is still working on orders in these states; in any other an order rests. */
const moving = ['ready', 'sending', 'in_doubt']

const pollMs = 1_000
const patienceMs = 180_000

/** What the stand-ins are told to accept; they are reached from this machine alone. */
const storeKey = 'SANDBOXVALIDKEY00000000000000000'
const erpAccount = { companyId: '16', secretKey: 'sandbox' }

const addressOf = (port: number): string => `http://127.0.0.1:${port}`

const documentsOf = ({ metakockaPort }: DemoState): string =>
  `${addressOf(metakockaPort)}/_sandbox/companies/${erpAccount.companyId}/documents`

/**
 * The stand-ins for a store and an ERP.
 *
 * @throws {StartError} when somebody has taken one of their ports since the first start
 */
export const prepareDemo = async (data: DataFolder): Promise<{ state: DemoState; programs: Program[] }> => {
  const state = await data.readDemo()
  const remedy = 'The demo needs it. Free it, or start without the demo: npm start -- --no-demo'
  await requireFreePort(state.prestashopPort, remedy)
  await requireFreePort(state.metakockaPort, remedy)
  const programs = [
    {
      name: 'demo-prestashop',
      main: 'packages/sandbox/src/prestashop/main.ts',
      env: { HOST: '127.0.0.1', PORT: String(state.prestashopPort) },
    },
    {
      name: 'demo-metakocka',
      main: 'packages/sandbox/src/metakocka/main.ts',
      env: {
        HOST: '127.0.0.1',
        PORT: String(state.metakockaPort),
        COMPANY_ID: erpAccount.companyId,
        SECRET_KEY: erpAccount.secretKey,
        DATA_FILE: data.metakockaFile,
      },
    },
  ]
  return { state, programs }
}

interface Demo {
  gateway: GatewayClient
  data: DataFolder
  demo: DemoState
  say: (text: string) => void
}

/** Made once, then remembered. `undefined` when somebody has deleted it since. */
const findConnection = async ({ gateway, data, demo }: Demo): Promise<string | undefined> => {
  if (demo.connectionId === undefined) {
    const { id } = await gateway.call('POST', '/v1/connections', Connection, {
      name: 'Demo',
      store: { url: addressOf(demo.prestashopPort), key: storeKey },
      erp: { baseUrl: addressOf(demo.metakockaPort), ...erpAccount },
      // One of the recorded orders has a line without reference; a demo shall show it booked rather than held.
      settings: { orders: { linesWithoutReference: 'create' } },
    })
    await data.saveDemo({ ...demo, connectionId: id })
    return id
  }
  try {
    return (await gateway.call('GET', `/v1/connections/${demo.connectionId}`, Connection)).id
  } catch (error) {
    if (error instanceof RefusedError && error.status === 404) return undefined
    throw error
  }
}

/** E.g. `{ booked: 96, held: 6 }`. */
const countByState = async (gateway: GatewayClient, connectionId: string): Promise<Record<string, number>> => {
  const states: string[] = []
  let cursor: string | undefined
  do {
    const query = new URLSearchParams({ connectionId, limit: '100', ...(cursor !== undefined && { cursor }) })
    const page = await gateway.call('GET', `/v1/orders?${query}`, Orders)
    states.push(...page.items.map(({ state }) => state))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  const counts: Record<string, number> = {}
  for (const state of states.sort()) counts[state] = (counts[state] ?? 0) + 1
  return counts
}

/** Tells how the orders move until they rest. */
const followOrders = async ({ gateway, say }: Demo, connectionId: string, syncId: string): Promise<void> => {
  const deadline = Date.now() + patienceMs
  let told = ''
  while (Date.now() < deadline) {
    const { state } = await gateway.call('GET', `/v1/syncs/${syncId}`, Sync)
    const counts = await countByState(gateway, connectionId)
    const line = Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')
    if (line !== told) say(`  orders: ${line}`)
    told = line
    if (state === 'failed') return say('The demo store could not be read; the sync says why.')
    if (state === 'done' && !moving.some((name) => name in counts)) return
    await delay(pollMs)
  }
  say('The orders still flow; the list of orders tells how they stand.')
}

/** Lets the demo's orders flow once. What goes wrong here is told and stops nothing. */
export const runDemo = async (demo: Demo): Promise<void> => {
  const { gateway, say } = demo
  await waitForAnswer('The demo store', addressOf(demo.demo.prestashopPort))
  await waitForAnswer('The demo ERP', addressOf(demo.demo.metakockaPort))
  try {
    const connectionId = await findConnection(demo)
    if (connectionId === undefined) return
    say('Letting the orders of the demo store flow ...')
    const sync = await gateway.call('POST', `/v1/connections/${connectionId}/syncs`, Sync, { flow: 'orders' })
    await followOrders(demo, connectionId, sync.id)
    say(`What arrived in the demo ERP: ${documentsOf(demo.demo)}`)
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    say(`The demo could not be shown. ${error.message}`)
  }
}
