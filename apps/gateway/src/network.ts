import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** What one subscriber has: an IPv4 address, or the first half of an IPv6 address, as the rest of it costs nothing. */
export const toNetwork = (ip: string): string => {
  if (!ipaddr.isValid(ip)) return ip
  const address = ipaddr.process(ip)
  if (address.kind() === 'ipv4') return address.toString()
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/64`).toString()}/64`
}

/** Whether Fastify can tell by it which proxies to trust: an address, a network such as 10.0.0.0/8, or one of three names. */
export const isProxyAddress = (text: string): boolean =>
  ['loopback', 'linklocal', 'uniquelocal'].includes(text) || isIP(text) > 0 || ipaddr.isValidCIDR(text)
