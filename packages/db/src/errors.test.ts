import { RemoteUnavailableError } from '@pretok/kernel'
import { DrizzleQueryError } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { toDatabaseError } from './errors.ts'

const secret = 'customer@example.com'
const thrownByDrizzle = (code: string | undefined, message: string) =>
  new DrizzleQueryError('select 1', [secret], Object.assign(new Error(message), code && { code }))

describe('an error of the driver', () => {
  it.each([
    ['ECONNREFUSED', 'connect ECONNREFUSED', 'ERR_DB_UNAVAILABLE', 'later'],
    ['57P01', 'terminating connection due to administrator command', 'ERR_DB_UNAVAILABLE', 'later'],
    ['57P03', 'the database system is starting up', 'ERR_DB_UNAVAILABLE', 'later'],
    ['53300', 'too many clients already', 'ERR_DB_UNAVAILABLE', 'later'],
    ['57014', 'canceling statement due to statement timeout', 'ERR_DB_UNAVAILABLE', 'later'],
    [undefined, 'Connection terminated unexpectedly', 'ERR_DB_UNAVAILABLE', 'later'],
    [undefined, 'timeout exceeded when trying to connect', 'ERR_DB_UNAVAILABLE', 'later'],
    ['23505', 'duplicate key value violates unique constraint "a_key"', 'ERR_DB_CONFLICT', 'later'],
    ['40P01', 'deadlock detected', 'ERR_DB_CONFLICT', 'later'],
    ['42703', 'column "nme" does not exist', 'ERR_DB_FAILED', 'never'],
    ['22P02', `invalid input syntax for type uuid: "${secret}"`, 'ERR_DB_FAILED', 'never'],
    [undefined, `cannot serialise ${secret}`, 'ERR_DB_FAILED', 'never'],
  ])('%s %s becomes %s', (code, message, ours, retry) => {
    const error = toDatabaseError(thrownByDrizzle(code, message)) as Error
    expect(error).toMatchObject({ code: ours, retry })
    expect(`${error.message} ${JSON.stringify(error)} ${error.stack} ${error.cause}`).not.toContain(secret)
  })

  it('of somebody else passes unchanged', () => {
    for (const error of [new RemoteUnavailableError('away'), new TypeError('a bug'), 'text']) {
      expect(toDatabaseError(error)).toBe(error)
    }
  })
})
