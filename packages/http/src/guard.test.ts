import { describe, expect, it } from 'vitest'
import { isForbiddenAddress } from './guard.ts'

describe('isForbiddenAddress', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '[::1]',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '[::ffff:7f00:1]',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
  ])('refuses %s', (address) => {
    expect(isForbiddenAddress(address)).toBe(true)
  })

  it.each(['8.8.8.8', '2001:4860:4860::8888', '[2001:4860:4860::8888]', '::ffff:8.8.8.8', 'shop.example', 'localhost'])(
    'lets %s through',
    (host) => {
      expect(isForbiddenAddress(host)).toBe(false)
    },
  )
})
