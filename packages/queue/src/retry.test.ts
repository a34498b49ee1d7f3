import { DatabaseUnavailableError, LostWorkError } from '@pretok/db'
import { RemoteAuthError, RemoteRateLimitedError, RemoteRejectedError, RemoteUnavailableError } from '@pretok/kernel'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JobShutdownError, JobTimeoutError } from './errors.ts'
import { decideRetry } from './retry.ts'

const policy = { attempts: 8, backoffMs: 1_000, maxBackoffMs: 60_000 }
const now = new Date('2026-01-01T00:00:00Z')
const decide = (error: unknown, attempts = 0, random = 0.5) =>
  decideRetry(error, { attempts, policy, random: () => random, now })
const inMs = (ms: number) => new Date(now.getTime() + ms)

const unavailable = new RemoteUnavailableError('GET orders: no answer (ETIMEDOUT)')
const unavailableText = { code: 'ERR_REMOTE_UNAVAILABLE', message: 'GET orders: no answer (ETIMEDOUT)' }
const bug = new TypeError('cannot read customer@example.com')
const bugText = { code: 'ERR_JOB_BUG', message: 'TypeError' }

describe('deciding about a retry', () => {
  it.each([
    ['first failure', unavailable, 0, { kind: 'retry', runAt: inMs(750), countAttempt: true }],
    ['second failure: the wait doubles', unavailable, 1, { kind: 'retry', runAt: inMs(1_500), countAttempt: true }],
    ['seventh failure: the wait is capped', unavailable, 6, { kind: 'retry', runAt: inMs(45_000), countAttempt: true }],
    ['last failure', unavailable, 7, { kind: 'give-up', lastError: unavailableText }],
    ['database away', new DatabaseUnavailableError('away'), 0, { kind: 'retry', countAttempt: true }],
    ['out of time', new JobTimeoutError('late'), 0, { kind: 'retry', countAttempt: true }],
    [
      'told when to come again',
      new RemoteRateLimitedError('slow down', {}, { retryAfterMs: 90_000 }),
      0,
      { kind: 'retry', runAt: inMs(94_500), countAttempt: false },
    ],
    [
      'told when to come again, after many failures',
      new RemoteRateLimitedError('slow down', {}, { retryAfterMs: 0 }),
      7,
      { kind: 'retry', runAt: inMs(1_050), countAttempt: false },
    ],
    ['slowed down without a time', new RemoteRateLimitedError('slow down'), 0, { kind: 'retry', countAttempt: true }],
    ['slowed down once more', new RemoteRateLimitedError('slow down'), 70, { kind: 'retry', countAttempt: true }],
    [
      'key refused',
      new RemoteAuthError('401'),
      0,
      { kind: 'pause', lastError: { code: 'ERR_REMOTE_AUTH', message: '401' } },
    ],
    ['request refused', new RemoteRejectedError('no such product'), 0, { kind: 'give-up' }],
    ['bug', bug, 0, { kind: 'retry', runAt: inMs(750), countAttempt: true, lastError: bugText }],
    ['bug, third retry', bug, 2, { kind: 'retry', countAttempt: true }],
    ['bug, after three retries', bug, 3, { kind: 'give-up', lastError: bugText }],
    [
      'something thrown that is no error',
      'oops',
      0,
      { kind: 'retry', lastError: { code: 'ERR_JOB_BUG', message: 'string' } },
    ],
    ['shutdown', new JobShutdownError('bye'), 7, { kind: 'hand-back' }],
    ['lost', new LostWorkError('gone'), 7, { kind: 'drop' }],
  ])('%s', (_, error, attempts, expected) => {
    expect(decide(error, attempts)).toMatchObject(expected)
  })

  it('keeps nothing of a foreign error but its class', () => {
    expect(JSON.stringify(decide(bug))).not.toContain('customer')
  })

  it('waits between half of the doubled backoff and the whole, never beyond the cap', () => {
    const facts = fc.record({
      attempts: fc.nat(60),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      backoffMs: fc.integer({ min: 1, max: 120_000 }),
      maxBackoffMs: fc.integer({ min: 1, max: 86_400_000 }),
    })
    fc.assert(
      fc.property(facts, ({ attempts, random, backoffMs, maxBackoffMs }) => {
        const decision = decideRetry(unavailable, {
          attempts,
          policy: { attempts: 100, backoffMs, maxBackoffMs },
          random: () => random,
          now,
        })
        if (decision.kind !== 'retry') throw new Error('no retry')
        const waitMs = decision.runAt.getTime() - now.getTime()
        const longestMs = Math.min(maxBackoffMs, backoffMs * 2 ** attempts)
        expect(waitMs).toBeGreaterThanOrEqual(longestMs / 2)
        expect(waitMs).toBeLessThanOrEqual(longestMs)
      }),
    )
  })
})
