import type { PeerCertificate, TLSSocket } from 'node:tls'
import { failed, type Outcome, type ProbeCode } from './report.ts'

const dayMs = 86_400_000

/** Let's Encrypt renews thirty days before the end: at fourteen the renewal has failed for a while. */
const soonDays = 14

/** What the verification of a chain may say, in the words of OpenSSL and Node. */
const verdicts: Readonly<Record<string, ProbeCode>> = {
  CERT_HAS_EXPIRED: 'ERR_REMOTE_TLS_EXPIRED',
  CERT_NOT_YET_VALID: 'ERR_REMOTE_TLS_NOT_YET_VALID',
  ERR_TLS_CERT_ALTNAME_INVALID: 'ERR_REMOTE_TLS_NAME',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'ERR_REMOTE_TLS_SELF_SIGNED',
  // The server sent its own certificate alone, and the one that signed it is not known here.
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'ERR_REMOTE_TLS_CHAIN_INCOMPLETE',
  SELF_SIGNED_CERT_IN_CHAIN: 'ERR_REMOTE_TLS_UNKNOWN_CA',
  UNABLE_TO_GET_ISSUER_CERT: 'ERR_REMOTE_TLS_UNKNOWN_CA',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'ERR_REMOTE_TLS_UNKNOWN_CA',
}

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value)

/** `DNS:shop.example, IP Address:192.0.2.1` without the kinds; the common name where there are none. */
const namesOf = ({ subjectaltname, subject }: PeerCertificate): string[] =>
  subjectaltname?.split(', ').map((name) => name.replace(/^[\w ]+:/, '')) ?? [first(subject?.CN) ?? '']

const toIso = (text: string): string => new Date(text).toISOString()

/** What a server's certificate is worth: Node's own verdict, put into words, and how long it still holds. */
export const judgeCertificate = (socket: TLSSocket, now: Date): Outcome => {
  const certificate = socket.getPeerCertificate()
  const protocol = socket.getProtocol()
  // A server may complete a handshake without one.
  if (!certificate.valid_to) return failed('ERR_REMOTE_TLS_UNTRUSTED', { protocol, cause: 'no certificate' })

  const details = {
    protocol,
    names: namesOf(certificate),
    issuer: first(certificate.issuer?.O) ?? first(certificate.issuer?.CN),
    validFrom: toIso(certificate.valid_from),
    validUntil: toIso(certificate.valid_to),
    daysLeft: Math.floor((Date.parse(certificate.valid_to) - now.getTime()) / dayMs),
  }
  if (!socket.authorized) {
    // Node declares an Error and gives its code.
    const cause = String(socket.authorizationError)
    return failed(verdicts[cause] ?? 'ERR_REMOTE_TLS_UNTRUSTED', { ...details, cause })
  }
  if (details.daysLeft >= soonDays) return { status: 'ok', details }
  return { status: 'warning', code: 'ERR_REMOTE_TLS_EXPIRES_SOON', details }
}
