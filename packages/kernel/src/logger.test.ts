import { describe, expect, it } from 'vitest'
import { RemoteAuthError } from './errors.ts'
import { createLogger } from './logger.ts'

const secret = 'SANDBOXVALIDKEY00000000000000000'

const logged = (log: (logger: ReturnType<typeof createLogger>) => void): string => {
  const lines: string[] = []
  log(createLogger('test', 'trace', { write: (line) => void lines.push(line) }))
  return lines.join('')
}

describe('the logger', () => {
  it('writes one line of JSON with name, level, time and facts', () => {
    const line = JSON.parse(logged((log) => log.info({ connectionId: '7' }, 'orders read')))
    expect(line).toMatchObject({ name: 'test', level: 30, connectionId: '7', msg: 'orders read' })
    expect(new Date(line.time).toISOString()).toBe(line.time)
  })

  it.each([
    [{ key: secret }],
    [{ store: { key: secret, url: 'https://shop.example' } }],
    [{ request: { headers: { authorization: secret } } }],
    [{ body: { secret_key: secret } }],
    [{ customer: { passwd: secret, secure_key: secret } }],
  ])('hides secrets by their names: %j', (facts) => {
    const line = logged((log) => log.warn(facts, 'odd'))
    expect(line).not.toContain(secret)
    expect(line).toContain('[redacted]')
  })

  it('tells an error with its code, details and causes', () => {
    const err = new RemoteAuthError('refused', { status: 401 }, { cause: new Error('below') })
    const line = JSON.parse(logged((log) => log.error({ err }, 'failed')))
    expect(line.err).toMatchObject({ type: 'RemoteAuthError', code: 'ERR_REMOTE_AUTH', details: { status: 401 } })
    expect(line.err.cause).toMatchObject({ message: 'below' })
  })

  it('cuts the values that a database error carries', () => {
    const err = new Error('Failed query: insert into orders\nparams: Ana Novak,ana@buyer.example')
    const line = logged((log) => log.error({ err }, 'failed'))
    expect(line).toContain('Failed query')
    expect(line).not.toContain('Ana Novak')
    expect(line).toContain('logger.test')
  })
})
