import { isIP, type Socket } from 'node:net'
import { isForbiddenAddress } from '../guard.ts'
import { openSocket } from './open-socket.ts'
import { failed, type Outcome, type ProbeReport } from './report.ts'
import { resolveName } from './resolve-name.ts'
import { shakeHands } from './shake-hands.ts'

export interface ProbeOptions {
  /** Lets addresses of loopback, link-local and private networks through. */
  allowPrivateNetworks: boolean
  /** For all steps together. Default 10,000. */
  timeoutMs?: number
  signal?: AbortSignal
  now?: () => Date
}

/**
 * Goes the way to a server step by step and tells how far it came: address, name, connection, TLS. It asks nothing of the server,
 * and nothing of ours is sent, above all no key.
 *
 * @param url http or https; its path does not matter
 * @throws the signal's reason
 */
export const probe = async (url: URL, options: ProbeOptions): Promise<ProbeReport> => {
  const { allowPrivateNetworks, timeoutMs = 10_000, signal, now = () => new Date() } = options
  signal?.throwIfAborted()
  const encrypted = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = Number(url.port) || (encrypted ? 443 : 80)
  const report: ProbeReport = { url: url.origin, host, port, encrypted, steps: [] }
  const timeout = AbortSignal.timeout(timeoutMs)
  const deadline = signal ? AbortSignal.any([signal, timeout]) : timeout

  /** @returns whether to go on */
  const take = async (
    step: ProbeReport['steps'][number]['step'],
    find: () => Outcome | Promise<Outcome>,
  ): Promise<boolean> => {
    const startedAt = performance.now()
    const outcome = await find()
    signal?.throwIfAborted()
    report.steps.push({ step, durationMs: Math.round(performance.now() - startedAt), ...outcome })
    return outcome.status !== 'failed'
  }

  const family = isIP(host)
  let addresses = family === 0 ? [] : [{ address: host, family }]
  let socket: Socket | undefined
  try {
    const mayGo = await take('address', () =>
      !allowPrivateNetworks && isForbiddenAddress(host)
        ? failed('ERR_REMOTE_ADDRESS_FORBIDDEN', { host })
        : { status: 'ok', details: { url: url.origin } },
    )
    if (!mayGo) return report
    if (family === 0) {
      const isFound = await take('name', async () => {
        const resolved = await resolveName(host, allowPrivateNetworks, deadline)
        addresses = [...resolved.addresses]
        return resolved.outcome
      })
      if (!isFound) return report
    }
    const isOpen = await take('connect', async () => {
      const opened = await openSocket(host, port, addresses, deadline)
      socket = opened.socket
      return opened.outcome
    })
    const open = socket
    if (isOpen && encrypted && open) await take('tls', () => shakeHands(open, host, deadline, now()))
    return report
  } finally {
    socket?.destroy()
  }
}
