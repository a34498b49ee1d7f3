import { RemoteOutcomeUnknownError, RemoteUnavailableError } from '@pretok/kernel'
import pLimit from 'p-limit'
import { Agent, fetch as undiciFetch } from 'undici'
import { createAdaptiveLimit } from './adaptive-limit.ts'
import { askBeforeWriting } from './ask-before-writing.ts'
import { AddressForbiddenError } from './errors.ts'
import { guardedLookup, isForbiddenAddress } from './guard.ts'
import { parseRetryAfter } from './retry-after.ts'

export interface CallOptions {
  /** Aborts the call; the rejection carries the signal's reason. */
  signal?: AbortSignal
  /**
   * Asked when a lane is free, and again right before the first byte leaves, however long a handshake took or the process stood
   * still. If the answer is no, the call is given up, certainly unsent, as `RemoteUnavailableError`.
   */
  mayStart?: () => boolean
}

export interface TransportRequest extends CallOptions {
  method: 'GET' | 'PUT' | 'POST'
  url: URL
  headers?: Record<string, string>
  body?: string
  /** From the start of the call to the last byte of the answer. Waiting for a free lane is not counted. */
  timeoutMs: number
  /** The call changes something over there: when no answer comes, the outcome is unknown rather than "try again". */
  writes?: boolean
  /** The status by which the other side's load is judged, where its answers say more than their HTTP status. */
  toLoadStatus?: (response: TransportResponse) => number
  /** How the call is named in errors, e.g. `GET orders`. Never the URL: it may hold a key. */
  label: string
}

export interface TransportResponse {
  status: number
  headers: Headers
  body: Uint8Array
  durationMs: number
}

/** How one call ended. */
export interface CallReport {
  label: string
  /** Absent when no whole answer came. */
  status?: number
  /** What happened instead, as the system names it, e.g. `ETIMEDOUT`. */
  cause?: string
  /** How long the answer asks us to wait. */
  retryAfterMs?: number
  durationMs: number
  bytes: number
}

export interface TransportOptions {
  /** Most calls in flight at once; fewer while the other side is in trouble. Further ones wait in order of arrival. */
  concurrency: number
  /** Lets addresses of loopback, link-local and private networks through. */
  allowPrivateNetworks: boolean
  /** A longer answer is refused. Default 64 MiB. */
  maxBodyBytes?: number
  /**
   * Called after each answer and each failure to get one; not for calls that never left, nor for those their caller took back.
   * Must not throw. When it gives a promise, the call ends after that.
   */
  onCall?: (call: CallReport) => unknown
}

export interface Transport {
  /**
   * Makes one HTTP call and gives whatever was answered, redirects and errors included: what a status means is the client's to say.
   *
   * @throws {RemoteUnavailableError} no answer: name, connection, TLS, time-out (`details.cause` holds the system's code)
   * @throws {RemoteOutcomeUnknownError} the same after a request with `writes` may have reached the other side
   * @throws {AddressForbiddenError} the name leads to an internal address
   */
  send(request: TransportRequest): Promise<TransportResponse>
  /** How many calls may be in flight at present; `concurrency` when all is well. */
  inFlightLimit(): number
  close(): Promise<void>
}

/** Failures that happen before the first byte of a request leaves: the other side cannot have acted on it. */
const beforeSending = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
])

/**
 * What went wrong, as the system names it. The cause is a copy of the message: errors of the HTTP library carry the whole
 * request or answer, and with it secrets.
 */
const toFailure = (error: unknown): { code: string; cause?: Error } => {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const { code } = at as Error & { code?: unknown }
    if (typeof code === 'string') return { code, cause: new Error(at.message) }
    if (at.name === 'HTTPParserError') return { code: 'HPE_INVALID', cause: new Error('the answer is not HTTP') }
  }
  return { code: 'EUNKNOWN' }
}

const tooLate = ({ label, url }: TransportRequest): RemoteUnavailableError =>
  new RemoteUnavailableError(`${label}: too late to start; nothing was sent`, { call: label, host: url.host })

const read = async (body: AsyncIterable<Uint8Array> | null, maxBytes: number): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) throw Object.assign(new Error(`answer longer than ${maxBytes} bytes`), { code: 'EMSGSIZE' })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** One lane towards one remote system: its own connection pool, time-outs and number of calls in flight. See `createAdaptiveLimit`. */
export const createTransport = (options: TransportOptions): Transport => {
  const { allowPrivateNetworks, concurrency, maxBodyBytes = 64 * 1024 * 1024, onCall } = options
  const agent = new Agent({
    connections: concurrency,
    connect: { timeout: 10_000, ...(allowPrivateNetworks ? {} : { lookup: guardedLookup }) },
    // Our own deadline rules; undici's defaults (300 s) would only hide it.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  const limit = pLimit(concurrency)
  const adaptive = createAdaptiveLimit(concurrency)

  const call = async (request: TransportRequest): Promise<TransportResponse> => {
    const { label, method, url, headers = {}, body, timeoutMs, writes = false, signal, mayStart } = request
    signal?.throwIfAborted()
    if (!allowPrivateNetworks && isForbiddenAddress(url.hostname)) {
      throw new AddressForbiddenError(`${url.hostname} is an internal address`, { host: url.hostname })
    }
    const startedAtMs = performance.now()
    const elapsed = () => Math.round(performance.now() - startedAtMs)
    const report = async (facts: Omit<CallReport, 'label' | 'durationMs'>): Promise<void> => {
      const endedAtMs = performance.now()
      adaptive.note({ label, writes, startedAtMs, endedAtMs, ...facts })
      limit.concurrency = adaptive.current()
      await onCall?.({ label, durationMs: elapsed(), ...facts })
    }
    const deadline = AbortSignal.timeout(timeoutMs)

    const exchange = async (): Promise<TransportResponse> => {
      const response = await undiciFetch(url, {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        redirect: 'manual',
        dispatcher: mayStart ? agent.compose(askBeforeWriting(mayStart)) : agent,
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      })
      const bytes = await read(response.body, maxBodyBytes)
      return {
        status: response.status,
        headers: response.headers as unknown as Headers,
        body: bytes,
        durationMs: elapsed(),
      }
    }

    const fail = async (error: unknown): Promise<never> => {
      const { code, cause } = deadline.aborted ? { code: 'ETIMEDOUT' } : toFailure(error)
      const details = { call: label, host: url.host, cause: code, afterMs: elapsed() }
      if (code === 'ERR_ADDRESS_FORBIDDEN') {
        throw new AddressForbiddenError(`${url.hostname} leads to an internal address`, details)
      }
      if (code === 'NOT_STARTED') throw tooLate(request)
      if (!signal?.aborted) await report({ cause: code, bytes: 0 })
      if (writes && !beforeSending.has(code)) {
        throw new RemoteOutcomeUnknownError(`${label}: no answer (${code}); it may have been done`, details, { cause })
      }
      signal?.throwIfAborted()
      throw new RemoteUnavailableError(`${label}: no answer (${code})`, details, { cause })
    }

    const response = await exchange().catch(fail)
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'))
    await report({
      status: request.toLoadStatus?.(response) ?? response.status,
      bytes: response.body.byteLength,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    })
    return response
  }

  const send = (request: TransportRequest): Promise<TransportResponse> =>
    new Promise((resolve, reject) => {
      const { signal, mayStart } = request
      const leave = () => reject(signal?.reason)
      // While a call waits for a lane nothing else listens to its signal.
      signal?.addEventListener('abort', leave, { once: true })
      limit(() => {
        signal?.removeEventListener('abort', leave)
        if (mayStart?.() ?? true) return call(request)
        throw tooLate(request)
      }).then(resolve, reject)
    })

  return { send, inFlightLimit: adaptive.current, close: () => agent.close() }
}
