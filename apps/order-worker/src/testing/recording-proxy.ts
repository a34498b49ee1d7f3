import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface RecordedCall {
  /** E.g. `put_document`. */
  name: string
  /** As it went by, without the secret. */
  body: string
}

/** Stands before an ERP and notes what it is asked. */
export const startRecordingProxy = async (target: string) => {
  const calls: RecordedCall[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const { secret_key: _, ...body } = JSON.parse(text)
    calls.push({ name: request.url?.split('/').at(-1) ?? '', body: JSON.stringify(body) })
    const answer = await fetch(new URL(request.url ?? '', target), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
    })
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: calls as readonly RecordedCall[],
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
