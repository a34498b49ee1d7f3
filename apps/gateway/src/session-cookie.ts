import type { FastifyReply, FastifyRequest } from 'fastify'
import { RequestError } from './errors.ts'

/** As long as a session can last at most; it usually ends earlier. */
const longestSeconds = 7 * 86_400

/** Browsers take `__Host-` only with `Secure`, from this very host: nobody beside us can set it. */
const nameOf = ({ protocol }: FastifyRequest): string =>
  protocol === 'https' ? '__Host-pretok-session' : 'pretok-session'

const attributesOf = ({ protocol }: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure: protocol === 'https' }) as const

const isThisMachine = (hostname: string): boolean => /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)

/** @throws {RequestError} the password would travel in plain */
export const requirePrivateWay = ({ protocol, hostname }: FastifyRequest): void => {
  if (protocol === 'https' || isThisMachine(hostname)) return
  throw new RequestError(
    'ERR_SIGN_IN_INSECURE',
    'Passwords are taken over https only, or on this machine. Behind a proxy that has the certificate, set PRETOK_TRUST_PROXY',
  )
}

export const findSessionToken = (request: FastifyRequest): string | undefined => request.cookies[nameOf(request)]

export const setSessionCookie = (request: FastifyRequest, reply: FastifyReply, token: string): void => {
  reply.setCookie(nameOf(request), token, { ...attributesOf(request), maxAge: longestSeconds })
}

export const clearSessionCookie = (request: FastifyRequest, reply: FastifyReply): void => {
  reply.clearCookie(nameOf(request), attributesOf(request))
}
