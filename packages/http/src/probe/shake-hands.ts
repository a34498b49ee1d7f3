import { once } from 'node:events'
import { isIP, type Socket } from 'node:net'
import { connect } from 'node:tls'
import { judgeCertificate } from './judge-certificate.ts'
import { codeOf, failed, type Outcome, type ProbeCode } from './report.ts'

/** By what OpenSSL calls the failure. */
const meanings: readonly (readonly [cause: RegExp, code: ProbeCode])[] = [
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH|HTTP/, 'ERR_REMOTE_TLS_NOT_SPOKEN'],
  [/PROTOCOL|TOO_SMALL|TOO_WEAK|LEGACY/, 'ERR_REMOTE_TLS_OUTDATED'],
]

/**
 * A TLS handshake and nothing more: no request goes out, so the certificate may be looked at even when it is not to be trusted.
 * The authorities are Node's, with those of `NODE_EXTRA_CA_CERTS`, as for the transport.
 */
export const shakeHands = async (socket: Socket, host: string, deadline: AbortSignal, now: Date): Promise<Outcome> => {
  const secured = connect({
    socket,
    host,
    // A server name is no number.
    ...(isIP(host) === 0 && { servername: host }),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: false,
  })
  secured.on('error', () => {})
  try {
    await once(secured, 'secureConnect', { signal: deadline })
    return judgeCertificate(secured, now)
  } catch (error) {
    if (deadline.aborted) return failed('ERR_REMOTE_ANSWER_TIMEOUT', { cause: 'ETIMEDOUT' })
    const cause = codeOf(error)
    const [, code] = meanings.find(([name]) => name.test(cause)) ?? [cause, 'ERR_REMOTE_TLS_HANDSHAKE' as const]
    return failed(code, { cause })
  } finally {
    secured.destroy()
  }
}
