import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'

/** The REST API as its users call it: over any gateway that answers, and again under the same key until one does. */
export interface Gateway {
  get<T extends z.ZodType>(path: string, answer: T): Promise<z.output<T>>
  /** All items of a list, page by page. */
  list<T extends z.ZodType>(path: string, item: T): Promise<z.output<T>[]>
  /** Repeated under one `Idempotency-Key`, so that it is done once. */
  post<T extends z.ZodType>(path: string, body: unknown, answer: T): Promise<z.output<T>>
  /** Like `post`, once; gives the status, or `undefined` when no answer came. */
  tell(gateway: number, path: string, body: string, headers: Record<string, string>): Promise<number | undefined>
  /** How many requests were made, and how many of them came to nothing. */
  readonly counts: { requests: number; failures: number }
}

const patienceMs = 120_000
const againMs = 150
/** Shorter than a gateway or the database may be frozen: then the same request is under way twice. */
const timeoutMs = 2_500

/** Statuses that say: later, or the same is being answered at this moment. */
const passing = (status: number, text: string): boolean =>
  status === 429 || status >= 500 || (status === 409 && /ERR_(IDEMPOTENCY_KEY_BUSY|DB_CONFLICT)/.test(text))

/** @param urls of all gateways, none of which is always there */
export const createGateway = (urls: readonly string[], apiKey: string): Gateway => {
  const counts = { requests: 0, failures: 0 }
  let turn = 0

  const once = async (
    path: string,
    init: RequestInit,
    at: number,
  ): Promise<{ status: number; text: string } | undefined> => {
    counts.requests += 1
    const url = new URL(path, urls[at % urls.length])
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch(() => undefined)
    if (!answer || passing(answer.status, answer.text)) counts.failures += 1
    return answer
  }

  const untilAnswered = async (path: string, init: RequestInit): Promise<unknown> => {
    const deadline = Date.now() + patienceMs
    for (;;) {
      turn += 1
      const answer = await once(path, init, turn)
      if (answer && answer.status < 300) return JSON.parse(answer.text)
      if (answer && !passing(answer.status, answer.text)) throw new RefusedError(path, answer.status, answer.text)
      if (Date.now() > deadline) throw new Error(`no gateway answers ${path}: ${answer?.status} ${answer?.text}`)
      await wait(againMs)
    }
  }

  const authorization = `Bearer ${apiKey}`
  const get: Gateway['get'] = async (path, answer) =>
    answer.parse(await untilAnswered(path, { headers: { authorization } }))

  return {
    counts,
    get,
    async list(path, item) {
      const items = []
      const page = z.object({ items: z.array(item), nextCursor: z.string().nullish() })
      for (let cursor: string | null | undefined = ''; cursor !== undefined && cursor !== null; ) {
        const query = cursor === '' ? 'limit=200' : `limit=200&cursor=${encodeURIComponent(cursor)}`
        const read: z.output<typeof page> = await get(`${path}${path.includes('?') ? '&' : '?'}${query}`, page)
        items.push(...read.items)
        cursor = read.nextCursor
      }
      return items
    },
    async post(path, body, answer) {
      const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': randomUUID() }
      return answer.parse(await untilAnswered(path, { method: 'POST', headers, body: JSON.stringify(body ?? {}) }))
    },
    async tell(at, path, body, headers) {
      return (await once(path, { method: 'POST', headers, body }, at))?.status
    },
  }
}

/** The gateway understood and said no: repeating it would not help. */
export class RefusedError extends Error {
  readonly status: number
  constructor(path: string, status: number, text: string) {
    super(`${path}: ${status} ${text}`)
    this.status = status
  }
}
