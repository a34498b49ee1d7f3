import { type LookupAddress, lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Whether a literal address is anything but a public unicast one. Names are judged after resolution, by `guardedLookup`. */
export const isForbiddenAddress = (host: string): boolean => {
  const literal = host.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(literal) && ipaddr.process(literal).range() !== 'unicast'
}

/**
 * Name resolution that refuses a name with any internal address. It stands inside the connection, so the address that was
 * checked is the address that is used: a second resolution cannot slip another one in.
 */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    const addresses = (found ?? []) as LookupAddress[]
    if (error) return callback(error, [])
    if (addresses.some(({ address }) => isForbiddenAddress(address))) {
      return callback(Object.assign(new Error('internal address'), { code: 'ERR_ADDRESS_FORBIDDEN' }), [])
    }
    const [first] = addresses
    if (options.all) return callback(null, addresses)
    return callback(null, first?.address ?? '', first?.family)
  })
}
