/** What may be found amiss on the way to a server. The texts stand in the domain, by code. */
export type ProbeCode =
  | 'ERR_REMOTE_ADDRESS_FORBIDDEN'
  | 'ERR_REMOTE_NAME_UNKNOWN'
  | 'ERR_REMOTE_NAME_UNRESOLVED'
  | 'ERR_REMOTE_CONNECTION_REFUSED'
  | 'ERR_REMOTE_UNREACHABLE'
  | 'ERR_REMOTE_CONNECT_TIMEOUT'
  | 'ERR_REMOTE_ANSWER_TIMEOUT'
  | 'ERR_REMOTE_TLS_NOT_SPOKEN'
  | 'ERR_REMOTE_TLS_OUTDATED'
  | 'ERR_REMOTE_TLS_HANDSHAKE'
  | 'ERR_REMOTE_TLS_EXPIRED'
  | 'ERR_REMOTE_TLS_NOT_YET_VALID'
  | 'ERR_REMOTE_TLS_NAME'
  | 'ERR_REMOTE_TLS_SELF_SIGNED'
  | 'ERR_REMOTE_TLS_CHAIN_INCOMPLETE'
  | 'ERR_REMOTE_TLS_UNKNOWN_CA'
  | 'ERR_REMOTE_TLS_UNTRUSTED'
  | 'ERR_REMOTE_TLS_EXPIRES_SOON'

/** How one step came out, before its time is added. */
export interface Outcome {
  status: 'ok' | 'warning' | 'failed'
  /** Absent when all is well. */
  code?: ProbeCode
  /** Addresses, names and times; `cause` is the system's own name for what happened. */
  details: Readonly<Record<string, unknown>>
}

export interface ProbeStep extends Outcome {
  step: 'address' | 'name' | 'connect' | 'tls'
  durationMs: number
}

/** The way to a server, step by step, up to the first that failed. An address made of numbers has no `name` step, http:// no `tls`. */
export interface ProbeReport {
  /** Scheme, host and port. */
  url: string
  host: string
  port: number
  encrypted: boolean
  steps: ProbeStep[]
}

export const failed = (code: ProbeCode, details: Outcome['details']): Outcome => ({ status: 'failed', code, details })

/** The system's own name for an error, e.g. `ECONNREFUSED`. */
export const codeOf = (error: unknown): string =>
  (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code) || 'EUNKNOWN'
