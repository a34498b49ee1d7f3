import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isRecent,
  isSignedByMetakocka,
  isSignedWith,
  isTimestamp,
  type RawWebhook,
  signMetakockaWebhook,
  signWebhook,
} from './verify-webhook.ts'

const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`

describe('a signature', () => {
  it('is the one that the specification’s libraries compute', () => {
    // The example of their tests, with its secret and its signature.
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    const webhook = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: '1614265330',
      body: Buffer.from('{"test": 2432232314}'),
    }
    expect(signWebhook(secret, webhook)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  const webhook = fc
    .record({
      id: fc.stringMatching(/^[\w-]{1,40}$/),
      timestamp: fc.integer({ min: 1_600_000_000, max: 2_100_000_000 }).map(String),
      body: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    })
    .map((unsigned) => {
      const secret = newSecret()
      return { secret, signed: { ...unsigned, signature: signWebhook(secret, unsigned) } }
    })

  it('fits what was signed, byte for byte, also among others', () => {
    fc.assert(
      fc.property(webhook, ({ secret, signed }) => {
        expect(isSignedWith(secret, signed)).toBe(true)
        const others = ['v1a,ZWQyNTUxOQ==', signWebhook(newSecret(), signed), '']
        for (const signature of [
          [...others, signed.signature],
          [signed.signature, ...others],
        ]) {
          expect(isSignedWith(secret, { ...signed, signature: signature.join(' ') })).toBe(true)
        }
        expect(isSignedWith(secret, { ...signed, signature: others.join(' ') })).toBe(false)
        expect(isSignedWith(newSecret(), signed)).toBe(false)
      }),
    )
  })

  it('does not fit when a single byte is another, wherever it is', () => {
    const flip = (bytes: Buffer, at: number, by: number): Buffer => {
      const flipped = Buffer.from(bytes)
      flipped[at % bytes.length] = (flipped[at % bytes.length] ?? 0) ^ by
      return flipped
    }
    fc.assert(
      fc.property(
        webhook,
        fc.constantFrom<keyof RawWebhook>('id', 'timestamp', 'signature', 'body'),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        ({ secret, signed }, part, at, by) => {
          fc.pre(signed[part].length > 0)
          const altered =
            part === 'body'
              ? { ...signed, body: flip(signed.body, at, by) }
              : // As Node reads a header: each byte a character.
                { ...signed, [part]: flip(Buffer.from(signed[part], 'latin1'), at, by).toString('latin1') }
          expect(isSignedWith(secret, altered)).toBe(false)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('has one spelling: bits that base64 leaves over are not given away', () => {
    const secret = newSecret()
    const unsigned = { id: 'a', timestamp: '1', body: Buffer.from('{}') }
    const signature = signWebhook(secret, unsigned)
    const spellings = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map(
      (last) => `${signature.slice(0, -2)}${last}=`,
    )
    spellings.push(signature.slice(0, -1), signature.toUpperCase(), signature.slice(3))
    expect(spellings.filter((one) => isSignedWith(secret, { ...unsigned, signature: one }))).toEqual([signature])
  })
})

describe('the time of a webhook', () => {
  const now = new Date('2026-11-23T12:00:00.900Z')
  const seconds = Date.parse('2026-11-23T12:00:00Z') / 1000

  it.each([
    [-301, false],
    [-300, true],
    [0, true],
    [300, true],
    [301, false],
  ])('may be five minutes off in both directions: %i s', (by, expected) => {
    expect(isRecent(String(seconds + by), now)).toBe(expected)
  })

  it.each(['', 'now', '-1', '+1', ' 1', '1.5', '1e9', '0x10', '9'.repeat(13), '2026-11-23T12:00:00Z'])(
    'is Unix seconds, not %j',
    (text) => {
      expect(isTimestamp(text)).toBe(false)
    },
  )
})

describe('a signature of MetaKocka', () => {
  const body = Buffer.from('{"title": "žlička"}')

  it('is the HMAC-SHA1 as everybody computes it', () => {
    // RFC 2202, test case 2.
    const right = Buffer.from('effcdf6ae5eb2fa2d27416d5f184df9c259a7c79', 'hex').toString('base64')
    expect(signMetakockaWebhook('Jefe', Buffer.from('what do ya want for nothing?'))).toBe(right)
  })

  it('fits no other body, secret or spelling', () => {
    const signature = signMetakockaWebhook('one', body)
    expect(isSignedByMetakocka('one', { signature, body })).toBe(true)
    expect(isSignedByMetakocka('other', { signature, body })).toBe(false)
    expect(isSignedByMetakocka('one', { signature, body: Buffer.from('{"title": "zlicka"}') })).toBe(false)
    for (const spelling of ['', ` ${signature}`, signature.slice(0, -1), signature.toLowerCase(), `v1,${signature}`]) {
      expect(isSignedByMetakocka('one', { signature: spelling, body })).toBe(false)
    }
  })
})
