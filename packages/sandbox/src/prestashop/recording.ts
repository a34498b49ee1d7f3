import { readdirSync, readFileSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { PrestashopSandbox } from './sandbox.ts'

const Recording = z.object({
  name: z.string(),
  server: z.string().default('apache mod_php'),
  request: z.object({
    method: z.string(),
    path: z.string(),
    query: z.string(),
    /** Which key was sent, and how. */
    auth: z.string(),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.string().nullish(),
  }),
  response: z.object({
    status: z.number(),
    headers: z.record(z.string(), z.string()),
    body: z.string().nullish(),
  }),
})
/** One exchange with a real shop, as its file tells it. */
export type Recording = z.output<typeof Recording>

const folder = fileURLToPath(new URL('../../contract/prestashop/', import.meta.url))

/** All recorded exchanges, by name. */
export const loadRecordings = (): Recording[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      ...Recording.parse(JSON.parse(readFileSync(`${folder}${file}`, 'utf8'))),
      name: file.replace(/\.json$/, ''),
    }))

const basic = (user: string): string => `Basic ${Buffer.from(user).toString('base64')}`

const authorizationOf = (auth: string, { keys }: PrestashopSandbox): string | undefined => {
  const key = keys['valid-key']
  switch (auth) {
    case 'no-auth':
    case 'ws_key query parameter':
      return undefined
    case 'wrong-key':
      return basic('THISKEYISNOTKNOWNTOTHESHOP000000:')
    case 'Bearer key':
      return `Bearer ${key}`
    case 'Basic base64(":" + key)':
      return basic(`:${key}`)
    case 'Basic base64(lower-cased key + ":")':
      return basic(`${key.toLowerCase()}:`)
    case 'Basic base64("  " + key + " :")':
      return basic(`  ${key} :`)
    case 'Basic base64(key + ":whatever")':
      return basic(`${key}:whatever`)
    case 'Basic base64("abc:")':
      return basic('abc:')
    case 'Basic base64(key), no colon':
      return basic(key)
    default: {
      const named = keys[auth as keyof typeof keys]
      if (named === undefined) throw new Error(`unknown auth: ${auth}`)
      return basic(`${named}:`)
    }
  }
}

/** What came back. */
export interface Reply {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** Sends a recorded request to a sandbox as it was sent to the shop, with the key of the same kind and for the same host. */
export const sendRecording = async (recording: Recording, sandbox: PrestashopSandbox): Promise<Reply> => {
  const { method, path, query, auth, headers, body } = recording.request
  const authorization = authorizationOf(auth, sandbox)
  const target = query === '' ? path : `${path}?${query.replaceAll('{valid-key}', sandbox.keys['valid-key'])}`
  const { hostname, port } = new URL(sandbox.url)
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        hostname,
        port,
        method,
        path: target,
        headers: { host: 'shop.example', ...(authorization !== undefined && { authorization }), ...headers },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        )
      },
    )
    request.on('error', reject)
    request.end(body ?? undefined)
  })
}
