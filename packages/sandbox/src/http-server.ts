import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HttpServer {
  /** `http://127.0.0.1:12345`, with the port that was found. */
  readonly url: string
  /** Stops listening and breaks off what is still open. */
  close(): Promise<void>
}

export interface HttpServerOptions {
  host: string
  /** 0 takes any free port. */
  port: number
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
}

/** Starts a plain HTTP server. A handler that fails is answered 500 with the error's text: it is a bug of the sandbox. */
export const startHttpServer = async ({ host, port, handle }: HttpServerOptions): Promise<HttpServer> => {
  const server = createServer({ maxHeaderSize: 65_536, keepAliveTimeout: 5_000 }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy()
      else response.writeHead(500, { 'Content-Type': 'text/plain' }).end(`The sandbox failed: ${String(error)}\n`)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)))
        server.closeAllConnections()
      }),
  }
}

/** The whole body of a request as text. */
export const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
