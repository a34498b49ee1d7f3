import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createTransport, type TransportOptions } from '@pretok/http'
import {
  createMetakockaClient,
  defaultConcurrency,
  type MetakockaClient,
  type MetakockaClientOptions,
} from '../client.ts'

export interface Received {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: Record<string, string>
}

/** `body` is sent as JSON unless it is text or bytes. */
export interface Reply {
  status?: number
  headers?: Record<string, string>
  body: unknown
}

export interface LocalServer extends AsyncDisposable {
  url: string
  received: Received[]
}

/** Never answered: the caller must give up by itself. */
export const silence = (): Promise<never> => new Promise(() => {})

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

const isPlain = (body: unknown): body is string | Uint8Array => typeof body === 'string' || body instanceof Uint8Array

/** An HTTP server on loopback that answers what it is told. */
export const startLocalServer = async (answer: (request: Received) => Reply | Promise<Reply>): Promise<LocalServer> => {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    const call = { method, path: url, headers, body: JSON.parse(await readBody(request)) }
    received.push(call)
    const reply = await answer(call)
    response.writeHead(reply.status ?? 200, reply.headers ?? { 'content-type': 'application/json' })
    response.end(isPlain(reply.body) ? reply.body : JSON.stringify(reply.body))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

export const companyId = '16'
export const secretKey = 'b0a2f7d4-plant-4c1e'

/** A client for the server, with a real transport. */
export const connect = (
  baseUrl: string,
  options: Partial<MetakockaClientOptions> & Pick<TransportOptions, 'onCall'> = {},
): MetakockaClient => {
  const { onCall, ...rest } = options
  const transport = createTransport({
    concurrency: defaultConcurrency,
    allowPrivateNetworks: true,
    ...(onCall && { onCall }),
  })
  return createMetakockaClient({ baseUrl, companyId, secretKey, transport, ...rest })
}
