import type { LookupAddress } from 'node:dns'
import { once } from 'node:events'
import { connect, type LookupFunction, type Socket } from 'node:net'
import { codeOf, failed, type Outcome, type ProbeCode } from './report.ts'

interface Opened {
  outcome: Outcome
  /** Absent when the step failed. */
  socket?: Socket
}

/** Of several addresses the one that says most is told: a refusal shows that somebody is there. */
const meanings: readonly (readonly [cause: string, code: ProbeCode])[] = [
  ['ECONNREFUSED', 'ERR_REMOTE_CONNECTION_REFUSED'],
  ['ETIMEDOUT', 'ERR_REMOTE_CONNECT_TIMEOUT'],
]

const toFailure = (error: unknown, port: number): Outcome => {
  const tries = error instanceof AggregateError ? error.errors : [error]
  const causes = tries.map(codeOf)
  const [cause, code] = meanings.find(([name]) => causes.includes(name)) ?? [causes[0], 'ERR_REMOTE_UNREACHABLE']
  return failed(code, { port, cause })
}

/**
 * Connects to one of the addresses, IPv6 and IPv4 in turn as the transport does. No name is looked up again, so the addresses
 * that were checked are the ones that are used.
 */
export const openSocket = async (
  host: string,
  port: number,
  addresses: readonly LookupAddress[],
  deadline: AbortSignal,
): Promise<Opened> => {
  const known: LookupFunction = (_hostname, { all }, callback) => {
    const [first] = addresses
    if (all) callback(null, [...addresses])
    else callback(null, first?.address ?? '', first?.family)
  }
  const startedAt = performance.now()
  const socket = connect({ host, port, lookup: known })
  // Whoever holds the socket next listens for itself; until then a late error must not end the process.
  socket.on('error', () => {})
  try {
    await once(socket, 'connect', { signal: deadline })
    return { outcome: { status: 'ok', details: { address: socket.remoteAddress, port } }, socket }
  } catch (error) {
    socket.destroy()
    if (!deadline.aborted) return { outcome: toFailure(error, port) }
    const afterMs = Math.round(performance.now() - startedAt)
    return { outcome: failed('ERR_REMOTE_CONNECT_TIMEOUT', { port, cause: 'ETIMEDOUT', afterMs }) }
  }
}
