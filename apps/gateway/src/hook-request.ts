import { randomBytes } from 'node:crypto'
import { findHookSecret, type InboundSource } from '@pretok/db'
import { ConnectionId } from '@pretok/domain'
import { SecretUnreadableError } from '@pretok/kernel'
import type { FastifyInstance, FastifyRequest, preValidationHookHandler } from 'fastify'
import type { GatewayDeps } from './app.ts'

/** Lower case, as the database has it: work is told apart by this text. */
const findConnectionId = ({ params }: FastifyRequest): ConnectionId | undefined =>
  ConnectionId.safeParse((params as { connectionId: string }).connectionId.toLowerCase()).data

/** Of a webhook whose signature was found right. */
export const getConnectionId = (request: FastifyRequest): ConnectionId => {
  const connectionId = findConnectionId(request)
  if (!connectionId) throw new Error('a webhook was let in without a connection')
  return connectionId
}

export const getHeader = ({ headers }: FastifyRequest, name: string): string => String(headers[name] ?? '')

/** The body as it came. */
export const getBytes = ({ body }: FastifyRequest): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0))

/** Webhooks are counted by connection, and by address as well: a stranger must not use up what the sender may send. */
export const countedAs = (request: FastifyRequest): string => `${request.ip} ${findConnectionId(request) ?? 'unknown'}`

/** For a hook behind the signature: makes JSON of the bytes. */
export const parseSignedJson = (app: FastifyInstance): preValidationHookHandler => {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  return (request, _reply, done) => {
    parseJson(request, String(request.body ?? ''), (error, value) => {
      request.body = value
      done(error ?? undefined)
    })
  }
}

/** Finds what a webhook must be signed with. Where there is nothing, it is something that nobody has. */
export const createSecretFinder = ({ db, box }: Pick<GatewayDeps, 'db' | 'box'>, source: InboundSource) => {
  // Opened and checked in place of a secret that is not there, so that the refusals take about the same time.
  const nobodysSecret = box.seal(`whsec_${randomBytes(32).toString('base64')}`, 'nobody')

  const findSecret = async (request: FastifyRequest): Promise<string | undefined> => {
    const connectionId = findConnectionId(request)
    if (!connectionId) return undefined
    try {
      return await findHookSecret(db, box, { connectionId, source })
    } catch (err) {
      if (!(err instanceof SecretUnreadableError)) throw err
      request.log.error({ err, connectionId, source }, 'a webhook secret does not open')
      return undefined
    }
  }

  return async (request: FastifyRequest): Promise<string> =>
    (await findSecret(request)) ?? box.open(nobodysSecret, 'nobody')
}
