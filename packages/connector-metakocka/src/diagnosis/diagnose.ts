import { createMetakockaClient, type MetakockaClient, type Product } from '@pretok/client-metakocka'
import { type Check, type ConnectionSettings, networkChecks, networkTopic } from '@pretok/domain'
import { createTransport, probe } from '@pretok/http'
import { AppError } from '@pretok/kernel'
import { readRecentDocuments } from '../recent-documents.ts'
import { readWarehouses } from '../warehouses.ts'
import { createAsker, leaveOut } from './ask.ts'
import { describeAddress, findBaseUrl, noAddress } from './base-url.ts'
import { checkOrderNumber, checkPaymentTypes, type SeenEarlier } from './document-checks.ts'
import { judgeFirstAnswer, quotaUsedUp } from './first-answer.ts'
import { checkClock, checkSpeed, createPacer } from './pace-checks.ts'
import { checkServices, checkUnit, readProducts } from './product-checks.ts'
import { topics } from './topics.ts'
import { checkWarehouse } from './warehouse-check.ts'

export interface MetakockaDiagnosis {
  baseUrl: string
  companyId: string
  secretKey: string
  settings: ConnectionSettings
  /** Lets addresses of loopback and private networks through, plain http among them. */
  allowPrivateNetworks: boolean
  seen?: SeenEarlier
  /** For each answer. Default 15 s; the first late one is the last. */
  timeoutMs?: number
  signal?: AbortSignal
  now?: () => Date
}

const notReached = leaveOut(['Not tried: the way ended before.', 'Ni preizkušeno: pot se je končala že prej.'])
const notAnswered = leaveOut([
  'Not checked: MetaKocka does not answer our questions yet.',
  'Ni preverjeno: MetaKocka na naša vprašanja še ne odgovarja.',
])
const noOrders = leaveOut(['Not needed: orders are switched off.', 'Ni potrebno: naročila so izklopljena.'])

const ofOrders = [topics.paymentTypes, topics.orderNumber, topics.services, topics.unit]

type Listed = { warehouses: Awaited<ReturnType<typeof readWarehouses>> } | { error: AppError }

const listWarehouses = async (...call: Parameters<typeof readWarehouses>): Promise<Listed> => {
  try {
    return { warehouses: await readWarehouses(...call) }
  } catch (error) {
    if (error instanceof AppError) return { error }
    throw error
  }
}

/** At most seven small reads, one after the other; two of them are searches. */
const diagnoseCompany = async (
  client: MetakockaClient,
  host: string,
  { settings, seen = {}, signal }: MetakockaDiagnosis,
): Promise<Check[]> => {
  const options = signal ? { signal } : {}
  const listed = await listWarehouses(client, options)
  const first = judgeFirstAnswer(host, 'error' in listed ? listed.error : undefined)
  if (first.some(({ status }) => status !== 'ok')) return [...first, ...notAnswered(topics.warehouse, ...ofOrders)]

  const { ask, quotaError } = createAsker()
  const warehouse = await ask(topics.warehouse, [], async () => {
    if ('error' in listed) throw listed.error
    return [checkWarehouse(listed.warehouses, settings)]
  })
  if (!settings.flows.orders) return [...first, ...warehouse, ...noOrders(...ofOrders)]

  const documents = await ask(topics.paymentTypes, [topics.orderNumber], async () => {
    const recent = await readRecentDocuments(client, options)
    return [checkPaymentTypes(recent, settings, seen), checkOrderNumber(recent, seen)]
  })
  let services: ReadonlyMap<string, Product> = new Map()
  const products = [
    ...(await ask(topics.services, [], async () => {
      services = await readProducts(client, settings, options)
      return [checkServices(services, settings)]
    })),
    ...(await ask(topics.unit, [], async () => [await checkUnit(client, services, settings, options)])),
  ]
  const usedUp = quotaError()
  const begun = usedUp ? first.map((check) => (check.id === topics.quota.id ? quotaUsedUp(usedUp) : check)) : first
  return [...begun, ...warehouse, ...documents, ...products]
}

/**
 * Goes the way to a MetaKocka company step by step: address, name, connection, TLS, credentials, and whatever of the settings can be
 * looked up there. It writes nothing, and no check holds the secret key. What depends on something that failed is skipped.
 *
 * @throws the signal's reason
 */
export const diagnoseMetakocka = async (input: MetakockaDiagnosis): Promise<Check[]> => {
  const { baseUrl, companyId, secretKey, allowPrivateNetworks, signal } = input
  const { timeoutMs = 15_000, now = () => new Date() } = input
  const behindTheWay = Object.values(topics)
  const url = findBaseUrl(baseUrl, allowPrivateNetworks)
  if (!url) {
    const way = (['name', 'connect', 'tls'] as const).map((step) => networkTopic('erp', step))
    return [noAddress(), ...notReached(...way, ...behindTheWay)]
  }
  const report = await probe(url, { allowPrivateNetworks, now, ...(signal && { signal }) })
  const way = networkChecks(report, 'erp').map((check) =>
    check.id === 'erp.address' && check.status === 'ok' ? describeAddress(url) : check,
  )
  if (way.some(({ status }) => status === 'failed')) return [...way, ...notReached(...behindTheWay)]

  const transport = createTransport({ concurrency: 1, allowPrivateNetworks })
  const pacer = createPacer(transport, now)
  try {
    const client = createMetakockaClient({
      baseUrl: url.origin,
      companyId,
      secretKey,
      transport: pacer.transport,
      readTimeoutMs: timeoutMs,
    })
    const company = await diagnoseCompany(client, url.host, input)
    return [...way, ...company, checkSpeed(pacer.paces()), checkClock(pacer.paces())]
  } finally {
    await transport.close()
  }
}
