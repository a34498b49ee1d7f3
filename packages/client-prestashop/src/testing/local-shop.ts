import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createTransport, type Transport } from '@pretok/http'
import { onTestFinished } from 'vitest'
import { createPrestashopClient, defaultConcurrency, type PrestashopClient } from '../client.ts'
import type { WebserviceOptions } from '../webservice.ts'

/** The key of every test. */
export const key = 'PLANTEDKEY0123456789ABCDEFGHIJKL'

export interface Asked {
  method: string
  /** Path and query, decoded. */
  target: string
  url: string
  headers: IncomingHttpHeaders
  body: string
}

/** `hang-up` closes the connection without an answer, `silence` leaves it open. */
export type Reply = { status?: number; headers?: Record<string, string>; body?: string } | 'hang-up' | 'silence'

const openTransport = (): Transport => {
  const transport = createTransport({ concurrency: defaultConcurrency, allowPrivateNetworks: true })
  onTestFinished(() => transport.close())
  return transport
}

/** A client of a shop at any address. */
export const openClient = (url: string, options: Partial<WebserviceOptions> = {}): PrestashopClient =>
  createPrestashopClient({ url, key, transport: openTransport(), ...options })

/** An HTTP server that answers as told, a client for it, and what it was asked. Both end with the test. */
export const startLocalShop = async (
  answer: (asked: Asked) => Reply,
  options: Partial<WebserviceOptions> = {},
): Promise<{ url: string; client: PrestashopClient; asked: Asked[] }> => {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    const call = { method, url, headers, target: decodeURIComponent(url), body: await text(request) }
    asked.push(call)
    const reply = answer(call)
    if (reply === 'silence') return
    if (reply === 'hang-up') return request.socket.destroy()
    response.writeHead(reply.status ?? 200, { 'psws-version': '8.2.1', ...reply.headers }).end(reply.body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, client: openClient(url, options), asked }
}
