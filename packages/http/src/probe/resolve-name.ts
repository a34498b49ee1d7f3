import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { isForbiddenAddress } from '../guard.ts'
import { codeOf, failed, type Outcome } from './report.ts'

interface Resolved {
  outcome: Outcome
  addresses: readonly LookupAddress[]
}

const nothing = (outcome: Outcome): Resolved => ({ outcome, addresses: [] })

/** Asks for a name as the transport does, and refuses it like the transport's guard if any of its addresses is internal. */
export const resolveName = async (
  host: string,
  allowPrivateNetworks: boolean,
  deadline: AbortSignal,
): Promise<Resolved> => {
  // The system's resolver cannot be called off; its late answer is of no interest.
  const late = new Promise<never>((_, reject) => {
    deadline.addEventListener('abort', () => reject(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })), {
      once: true,
    })
  })
  try {
    const addresses = await Promise.race([lookup(host, { all: true }), late])
    if (!allowPrivateNetworks && addresses.some(({ address }) => isForbiddenAddress(address))) {
      // Which address it is stays inside, with the network it belongs to.
      return nothing(failed('ERR_REMOTE_ADDRESS_FORBIDDEN', { host }))
    }
    const details = { host, addresses: addresses.map(({ address }) => address) }
    return { outcome: { status: 'ok', details }, addresses }
  } catch (error) {
    const cause = codeOf(error)
    // ENOTFOUND is the resolver's "there is none"; everything else says that it could not tell.
    const code = cause === 'ENOTFOUND' ? 'ERR_REMOTE_NAME_UNKNOWN' : 'ERR_REMOTE_NAME_UNRESOLVED'
    return nothing(failed(code, { host, cause }))
  }
}
