import { describe, expect, it } from 'vitest'
import { parseRetryAfter } from './retry-after.ts'

const now = new Date('2026-11-23T08:00:00Z')

describe('parseRetryAfter', () => {
  it.each([
    ['seconds', '120', 120_000],
    ['seconds with blanks', ' 5 ', 5_000],
    ['a date', 'Mon, 23 Nov 2026 08:01:00 GMT', 60_000],
    ['a date that has passed', 'Mon, 23 Nov 2026 07:00:00 GMT', 0],
    ['more than a day', '999999', 86_400_000],
    ['a date beyond a day', 'Mon, 30 Nov 2026 08:00:00 GMT', 86_400_000],
    ['no header', null, undefined],
    ['an empty header', '', undefined],
    ['something else', 'soon', undefined],
  ])('reads %s', (_name, header, waitMs) => {
    expect(parseRetryAfter(header, now)).toBe(waitMs)
  })
})
