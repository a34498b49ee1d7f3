import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Answer, Call } from '../exchange.ts'

/** One exchange with a real shop, as in the sandbox's contract folder. */
const Recording = z.object({
  name: z.string(),
  request: z.object({ method: z.string(), path: z.string(), query: z.string(), body: z.string().optional() }),
  response: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.string() }),
})
export type Recording = z.output<typeof Recording>

const folder = new URL('../../../sandbox/contract/prestashop/', import.meta.url)

const readRecording = (file: string): Recording =>
  Recording.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')))

/** Images have no text. */
export const recordings: readonly Recording[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json') && !file.startsWith('img-'))
  .map(readRecording)

export const recordingOf = (name: string): Recording => readRecording(`${name}.json`)

export const toAnswer = ({ response }: Recording): Answer => {
  const headers = new Headers(response.headers)
  return { status: response.status, text: response.body, header: (name) => headers.get(name) }
}

export const toCall = ({ request }: Recording): Call => {
  const [resource = '', id] = request.path.replace(/^\/api\/?/, '').split('/')
  return { method: request.method === 'GET' ? 'GET' : 'PUT', resource, ...(id && { id }) }
}

export const asksForJson = ({ request }: Recording): boolean => request.query.includes('output_format=JSON')
