import { createHash } from 'node:crypto'
import { type Database, type IdempotentRequest, keepAnswer, reserveIdempotencyKey, type Tx } from '@pretok/db'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'

/** Headers of every write, for its `headers` schema; the others pass. */
export const WriteHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'Makes it safe to repeat the request: for a day, the same key gives the same answer' }),
})

type WriteRequest = Pick<FastifyRequest, 'method' | 'url' | 'body' | 'caller'> & {
  headers: z.output<typeof WriteHeaders>
}
interface HeaderReply {
  header(name: string, value: string): unknown
}

export interface WriteOptions<Body> {
  status: number
  /** What of the answer may be kept for a repetition; by default all of it. */
  keep?: (body: Body) => unknown
  /** What is too much for one transaction and does no harm when done twice: done before it, unless the request was answered already. */
  before?: () => Promise<void>
}

const hashRequest = ({ method, url, body }: WriteRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([method, url, body]))
    .digest('hex')

/**
 * Runs writes, each in one transaction together with the answer under its `Idempotency-Key`: a repetition finds the answer, a crash
 * leaves neither.
 */
export const createWriteOnce =
  ({ db }: Pick<Database, 'db'>) =>
  async <Body>(
    request: WriteRequest,
    reply: HeaderReply,
    { status, keep = (body) => body, before }: WriteOptions<Body>,
    write: (tx: Tx) => Promise<Body>,
  ): Promise<Body> => {
    const key = request.headers['idempotency-key']
    const asked =
      key === undefined ? undefined : { callerId: request.caller.id, key, requestHash: hashRequest(request) }
    const isAnswered = async (by: IdempotentRequest) =>
      (await db.transaction((tx) => reserveIdempotencyKey(tx, by))) !== undefined
    if (before && !(asked && (await isAnswered(asked)))) await before()
    return db.transaction(async (tx) => {
      if (asked === undefined) return write(tx)
      const given = await reserveIdempotencyKey(tx, asked)
      if (given !== undefined) {
        reply.header('idempotency-replayed', 'true')
        return given as Body
      }
      const body = await write(tx)
      await keepAnswer(tx, asked, { status, body: keep(body) })
      return body
    })
  }
export type WriteOnce = ReturnType<typeof createWriteOnce>
