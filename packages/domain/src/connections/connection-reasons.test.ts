import { describe, expect, it } from 'vitest'
import { Reason } from '../orders/order-state.ts'
import { stopReason } from './connection-reasons.ts'

describe('stopReason', () => {
  it.each([
    'ERR_PRESTASHOP_KEY_REFUSED',
    'ERR_PRESTASHOP_AUTH_HEADER_MISSING',
    'ERR_REMOTE_AUTH',
    'ERR_REMOTE_UNAVAILABLE',
    'ERR_SECRET_UNREADABLE',
    'ERR_OF_NO_WORDS_OF_ITS_OWN',
  ])('%s says in both languages what happened and what to do', (code) => {
    const reason = Reason.parse(stopReason({ code, message: 'as seen', details: { status: 401 } }))
    expect(reason).toMatchObject({ code, details: { status: 401, seen: 'as seen' } })
    expect([reason.message, reason.messageSl, reason.remedy, reason.remedySl]).not.toContain('')
    expect(reason.message).not.toBe(reason.messageSl)
  })
})
