import { describe, expect, it } from 'vitest'
import { OrderSettings } from './orders/order-settings.ts'

const accepts = (pollSeconds: unknown) => OrderSettings.safeParse({ pollSeconds }).success

describe('the interval of polls', () => {
  it('is a minute, unless somebody says otherwise', () => {
    expect(OrderSettings.parse({}).pollSeconds).toBe(60)
  })

  it.each([0, 15, 3_600, 86_400])('may be %s s', (seconds) => expect(accepts(seconds)).toBe(true))
  it.each([1, 14, 86_401, -15, 20.5, '60', null])('may not be %s', (seconds) => expect(accepts(seconds)).toBe(false))
})
