import { expect, it } from 'vitest'
import { isProxyAddress, toNetwork } from './network.ts'

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::1', '2001:db8:1:2::/64'],
  ['::1', '::/64'],
  ['unknown', 'unknown'],
])('counts %s as %s', (ip, network) => {
  expect(toNetwork(ip)).toBe(network)
})

it.each([
  ['10.0.0.5', true],
  ['172.18.0.0/16', true],
  ['fd00::/8', true],
  ['loopback', true],
  ['1', false],
  ['10.0.0.0/99', false],
  ['true', false],
  ['*', false],
  ['', false],
])('takes %s for a proxy: %s', (text, isOne) => {
  expect(isProxyAddress(text)).toBe(isOne)
})
