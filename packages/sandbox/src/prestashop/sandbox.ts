import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { readBody, startHttpServer } from '../http-server.ts'
import { presentedKey } from './authenticate.ts'
import { type BackOffice, createBackOffice } from './back-office/back-office.ts'
import type { Clock } from './clock.ts'
import { answerControl, controlPath } from './control.ts'
import { copyOrders } from './copy-orders.ts'
import { decideFate, type Fate } from './fate.ts'
import { createFaults, type Faults } from './faults.ts'
import { defaultHosting, type Hosting } from './hosting.ts'
import { createKeyRing, type KeyRing } from './key-ring.ts'
import { bundledDump, type KeyName, loadDump } from './load-dump.ts'
import { createRandom } from './random.ts'
import { createRequestLog, type RequestLog } from './request-log.ts'
import type { Row } from './row.ts'
import { createShop, type Shop } from './shop.ts'
import type { WebAnswer } from './web-answer.ts'
import { readWebRequest, resourceOf, type WebRequest } from './web-request.ts'
import { answerRequest } from './webservice.ts'

export interface PrestashopSandboxOptions {
  /** A folder in the format `prestashop-dump-1`. Default: the shop that comes with the package. */
  data?: string
  /** Default 127.0.0.1. */
  host?: string
  /** Default 0: any free port. */
  port?: number
  /** Keys in place of the default ones; 32 characters each. */
  keys?: Partial<Record<KeyName, string>>
  /** Default: the machine's clock. */
  clock?: Clock
  /** How the shop is hosted. Default: mod_php, and any host name is answered. */
  hosting?: Partial<Hosting>
  /** Start of the randomness of faults and new references. Default 1. */
  seed?: number
}

/** A running stand-in for a PrestaShop 8.2.1 webservice. */
export interface PrestashopSandbox {
  /** `http://127.0.0.1:12345`; the webservice lives below it at `/api/`. */
  readonly url: string
  readonly keys: Readonly<Record<KeyName, string>>
  /** The shop's rows, to look at and to change. */
  readonly shop: Shop
  readonly faults: Faults
  readonly requests: RequestLog
  /** What people do in the shop meanwhile: states, refunds, payments, edited orders, sales, products. */
  readonly backOffice: BackOffice
  /** Places `count` new orders like an existing one. */
  placeOrders(copyOf: number, count?: number): Row[]
  close(): Promise<void>
}

/** Starts a PrestaShop webservice that answers as a real one was recorded to answer. */
export const startPrestashopSandbox = async (options: PrestashopSandboxOptions = {}): Promise<PrestashopSandbox> => {
  const { data = bundledDump, host = '127.0.0.1', port = 0, clock = () => new Date(), seed = 1 } = options
  const dump = loadDump(data)
  const shop = createShop(dump, clock)
  const keyRing = createKeyRing(dump.facts.keys, options.keys)
  const hosting = { ...defaultHosting, ...options.hosting }
  const faults = createFaults(clock, seed)
  const requests = createRequestLog()
  const random = createRandom(seed)
  const placeOrders = (copyOf: number, count = 1): Row[] => copyOrders(shop, copyOf, count, random)
  const backOffice = createBackOffice(shop, (copyOf) => placeOrders(copyOf)[0])

  const serveShop = async (request: WebRequest, response: ServerResponse): Promise<void> => {
    const startedAt = performance.now()
    const at = clock().toISOString()
    const resource = resourceOf(request)
    const fate = decideFate(faults.strike({ method: request.method, resource }), resource, hosting, keyRing)
    const status = await meet(fate, response, () => answerRequest(request, { shop, clock, ...fate }))
    requests.add({
      at,
      method: request.method,
      path: request.path,
      query: (request.target.split('?')[1] ?? '').replaceAll(/(^|&)ws_key=[^&]*/g, '$1ws_key='),
      resource,
      keyName: nameOfKey(request, hosting, keyRing),
      status,
      ms: Math.round(performance.now() - startedAt),
    })
  }

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(incoming)
    const { method = 'GET', url = '/', headers } = incoming
    if (url.startsWith(controlPath)) {
      const { status, value } = answerControl(method, url, body, { shop, faults, requests, backOffice, placeOrders })
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
      return
    }
    await serveShop(readWebRequest(method, url, headers, body), response)
  }

  const server = await startHttpServer({ host, port, handle })
  return { url: server.url, keys: keyRing.keys, shop, faults, requests, backOffice, placeOrders, close: server.close }
}

const nameOfKey = (request: WebRequest, hosting: Hosting, keyRing: KeyRing): KeyName | undefined => {
  const key = presentedKey(request, hosting.authorization)
  return key === undefined ? undefined : keyRing.find(key)?.name
}

/** Lets a request meet its fate. @returns the status sent, or `undefined` when none was */
const meet = async (fate: Fate, response: ServerResponse, work: () => WebAnswer): Promise<number | undefined> => {
  if (fate.delayMs > 0) await sleep(fate.delayMs, undefined, { ref: false })
  if (fate.ending === 'hang') {
    await new Promise((resolve) => response.once('close', resolve))
    return undefined
  }
  if (fate.ending === 'hang up before') {
    response.destroy()
    return undefined
  }
  const { status, headers, body } = fate.answer ?? work()
  if (fate.ending === 'hang up after') {
    response.destroy()
    return undefined
  }
  response.sendDate = false
  response.writeHead(status, headers)
  if (fate.ending === 'cut body') {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy())
  } else response.end(body)
  return status
}
