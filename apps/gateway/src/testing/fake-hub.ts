import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Delivery {
  id: string
  type: string
  subject: string
}

/** What a delivery is answered; `undefined` hangs up. */
type Answer = { status: number; headers?: Record<string, string>; body?: string } | undefined

/** Stands in for the gateway where its answers, or their timing, are the matter. Takes whatever comes unless told otherwise. */
export const createFakeHub = async () => {
  const deliveries: Delivery[] = []
  let answer: (delivery: Delivery) => Answer | Promise<Answer> = () => ({ status: 202 })
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { type, data } = JSON.parse(Buffer.concat(chunks).toString()) as { type: string; data: { id: string } }
    const delivery = { id: String(request.headers['webhook-id']), type, subject: data.id }
    deliveries.push(delivery)
    const given = await answer(delivery)
    if (given) response.writeHead(given.status, given.headers).end(given.body)
    else request.socket.destroy()
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const port = await listen(0)
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return {
    deliveries,
    url: `http://127.0.0.1:${port}/hooks/prestashop/01a2085b-5cbb-724e-850d-6594249c9fdf`,
    answers(next: typeof answer) {
      answer = next
    },
    goAway: close,
    comeBack: () => listen(port),
    close: async () => {
      if (server.listening) await close()
    },
  }
}
export type FakeHub = Awaited<ReturnType<typeof createFakeHub>>
