import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { DataFolder, DemoState } from './data-folder.ts'
import { erpAccount, openDemoErp } from './demo-erp.ts'
import { type GatewayClient, RefusedError } from './gateway-client.ts'
import { requireFreePort } from './ports.ts'
import type { Program } from './processes.ts'
import { waitForAnswer } from './readiness.ts'

const Connection = z.object({ id: z.string() })
const Sync = z.object({ id: z.string(), state: z.string() })
const HookSecret = z.object({ url: z.string(), secret: z.string() })
const Page = z.object({ items: z.array(z.record(z.string(), z.unknown())), nextCursor: z.string().nullish() })

type Flow = 'orders' | 'products' | 'stock'

/** In these words an item tells how it stands, and in these of them somebody is still working on it. */
const flows: Record<Flow, { list: string; word: string; moving: readonly string[] }> = {
  products: { list: '/v1/products', word: 'action', moving: ['create', 'change'] },
  orders: { list: '/v1/orders', word: 'state', moving: ['ready', 'sending', 'in_doubt'] },
  stock: { list: '/v1/stock', word: 'verdict', moving: ['write'] },
}

const pollMs = 1_000
const patienceMs = 180_000

const storeKey = 'SANDBOXVALIDKEY00000000000000000'

const addressOf = (port: number): string => `http://127.0.0.1:${port}`

const storeOf = ({ prestashopPort }: DemoState): string => addressOf(prestashopPort)

const companyOf = ({ metakockaPort }: DemoState): string =>
  `${addressOf(metakockaPort)}/_sandbox/companies/${erpAccount.companyId}`

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
  /** Where the gateway is reached from the demo ERP. */
  gatewayUrl: string
  data: DataFolder
  demo: DemoState
  say: (text: string) => void
}

/** Made once, then remembered. `undefined` when somebody has deleted it since. */
const findConnection = async ({ gateway, data, demo }: Demo): Promise<string | undefined> => {
  if (demo.connectionId === undefined) {
    const { id } = await gateway.call('POST', '/v1/connections', Connection, {
      name: 'Demo',
      store: { url: storeOf(demo), key: storeKey },
      erp: { baseUrl: addressOf(demo.metakockaPort), ...erpAccount },
      settings: {
        // Orders come once their products are there, and stock once there is some: as in a real shop.
        flows: { orders: false, products: true },
        // One of the recorded orders has a line without reference; a demo shall show it booked rather than held.
        orders: { linesWithoutReference: 'create' },
      },
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
const countItems = async (
  gateway: GatewayClient,
  flow: Flow,
  connectionId: string,
): Promise<Record<string, number>> => {
  const { list, word } = flows[flow]
  const counts: Record<string, number> = {}
  let cursor: string | undefined
  do {
    const query = new URLSearchParams({ connectionId, limit: '100', ...(cursor !== undefined && { cursor }) })
    const page = await gateway.call('GET', `${list}?${query}`, Page)
    for (const item of page.items) {
      const standing = String(item[word] ?? 'read')
      counts[standing] = (counts[standing] ?? 0) + 1
    }
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return counts
}

/** Lets a flow do its work once, and tells how it comes along until it rests. */
const letFlow = async ({ gateway, say }: Demo, flow: Flow, connectionId: string): Promise<void> => {
  const { id } = await gateway.call('POST', `/v1/connections/${connectionId}/syncs`, Sync, { flow })
  const deadline = Date.now() + patienceMs
  let told = ''
  while (Date.now() < deadline) {
    const { state } = await gateway.call('GET', `/v1/syncs/${id}`, Sync)
    const counts = await countItems(gateway, flow, connectionId)
    const line = Object.entries(counts)
      .toSorted(([one], [another]) => one.localeCompare(another))
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')
    if (line !== told) say(`  ${flow}: ${line}`)
    told = line
    if (state === 'failed') return say(`The ${flow} of the demo could not be read; the sync says why.`)
    if (state === 'done' && !flows[flow].moving.some((name) => name in counts)) return
    await delay(pollMs)
  }
  say(`The ${flow} still flow; their list tells how they stand.`)
}

const switchOn = (gateway: GatewayClient, connectionId: string, on: Partial<Record<Flow, boolean>>) =>
  gateway.call('PATCH', `/v1/connections/${connectionId}`, Connection, { settings: { flows: on } })

/** Lets everything of the demo flow once. What goes wrong here is told and stops nothing. */
export const runDemo = async (demo: Demo): Promise<void> => {
  const { gateway, say } = demo
  await waitForAnswer('The demo store', storeOf(demo.demo))
  await waitForAnswer('The demo ERP', addressOf(demo.demo.metakockaPort))
  try {
    const connectionId = await findConnection(demo)
    if (connectionId === undefined) return
    const erp = openDemoErp(companyOf(demo.demo))
    say('Letting the products of the demo store flow into the demo ERP ...')
    await letFlow(demo, 'products', connectionId)
    say('Letting its orders flow ...')
    await switchOn(gateway, connectionId, { orders: true })
    await letFlow(demo, 'orders', connectionId)
    say('Letting stock flow back ...')
    await erp.fillShelves()
    const { url, secret } = await gateway.call(
      'POST',
      `/v1/connections/${connectionId}/hook-secrets/metakocka`,
      HookSecret,
    )
    await erp.tellStockTo({ url: new URL(url, demo.gatewayUrl).href, clientSecret: secret })
    await switchOn(gateway, connectionId, { stock: true })
    await letFlow(demo, 'stock', connectionId)
    say(`What arrived in the demo ERP: ${companyOf(demo.demo)}/documents and ${companyOf(demo.demo)}/products`)
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    say(`The demo could not be shown. ${error.message}`)
  }
}
