import { describe, expect, it } from 'vitest'
import { Check } from './check.ts'
import { type NetworkFacts, networkChecks } from './network-checks.ts'

type Step = NetworkFacts['steps'][number]

const fine: Readonly<Record<Step['step'], Step>> = {
  address: { step: 'address', status: 'ok', details: { url: 'https://shop.example' }, durationMs: 0 },
  name: { step: 'name', status: 'ok', details: { addresses: ['192.0.2.7'] }, durationMs: 4 },
  connect: { step: 'connect', status: 'ok', details: { address: '192.0.2.7', port: 443 }, durationMs: 12 },
  tls: {
    step: 'tls',
    status: 'ok',
    details: { protocol: 'TLSv1.3', issuer: 'Some CA', validUntil: '2027-05-03T10:00:00.000Z', daysLeft: 161 },
    durationMs: 30,
  },
}

const checksOf = (steps: readonly Step[], facts: Partial<NetworkFacts> = {}): Check[] => {
  const whole = { url: 'https://shop.example', host: 'shop.example', port: 443, encrypted: true, steps, ...facts }
  return networkChecks(whole, 'store').map((check) => Check.parse(check))
}

const brief = (checks: readonly Check[]): string[] => checks.map(({ id, status, code }) => `${id} ${status} ${code}`)

describe('networkChecks', () => {
  it('says of a way without hindrance what was seen, in both languages', () => {
    const checks = checksOf(Object.values(fine))
    expect(brief(checks)).toEqual(['store.address ok OK', 'store.name ok OK', 'store.connect ok OK', 'store.tls ok OK'])
    expect(checks[3]).toMatchObject({
      message: 'The certificate of Some CA is valid until 2027-05-03 (TLSv1.3).',
      messageSl: 'Potrdilo izdajatelja Some CA velja do 3. 5. 2027 (TLSv1.3).',
      durationMs: 30,
    })
  })

  it('belongs to the side that is asked about', () => {
    const [first] = networkChecks(
      { url: 'https://erp.example', host: 'erp.example', port: 443, encrypted: true, steps: [fine.address] },
      'erp',
    )
    expect(first).toMatchObject({ id: 'erp.address', side: 'erp' })
  })

  it('skips what comes after a failure', () => {
    const name: Step = { ...fine.name, status: 'failed', code: 'ERR_REMOTE_NAME_UNKNOWN', details: {} }
    expect(brief(checksOf([fine.address, name]))).toEqual([
      'store.address ok OK',
      'store.name failed ERR_REMOTE_NAME_UNKNOWN',
      'store.connect skipped SKIPPED',
      'store.tls skipped SKIPPED',
    ])
  })

  it('needs no name for a number, and warns of an open line', () => {
    const refused: Step = { ...fine.connect, status: 'failed', code: 'ERR_REMOTE_CONNECTION_REFUSED' }
    expect(brief(checksOf([fine.address, refused]))[1]).toBe('store.name skipped SKIPPED')
    expect(checksOf([fine.address, refused])[1]?.message).toMatch(/^Not needed/)
    expect(brief(checksOf([fine.address, fine.connect], { encrypted: false }))).toEqual([
      'store.address ok OK',
      'store.name skipped SKIPPED',
      'store.connect ok OK',
      'store.tls warning ERR_REMOTE_NOT_ENCRYPTED',
    ])
  })

  it.each<[code: string, step: Step['step'], details: Record<string, unknown>, seen: string]>([
    ['ERR_REMOTE_ADDRESS_FORBIDDEN', 'name', {}, 'internal network'],
    ['ERR_REMOTE_NAME_UNKNOWN', 'name', {}, 'shop.example'],
    ['ERR_REMOTE_NAME_UNRESOLVED', 'name', { cause: 'EAI_AGAIN' }, 'EAI_AGAIN'],
    ['ERR_REMOTE_CONNECTION_REFUSED', 'connect', {}, 'port 443'],
    ['ERR_REMOTE_UNREACHABLE', 'connect', { cause: 'EHOSTUNREACH' }, 'EHOSTUNREACH'],
    ['ERR_REMOTE_CONNECT_TIMEOUT', 'connect', {}, 'port 443'],
    ['ERR_REMOTE_ANSWER_TIMEOUT', 'tls', {}, 'in time'],
    ['ERR_REMOTE_TLS_NOT_SPOKEN', 'tls', {}, 'port 443'],
    ['ERR_REMOTE_TLS_OUTDATED', 'tls', {}, 'TLS 1.2'],
    ['ERR_REMOTE_TLS_HANDSHAKE', 'tls', {}, 'breaks off'],
    ['ERR_REMOTE_TLS_EXPIRED', 'tls', { validUntil: '2026-11-20T00:00:00Z', daysLeft: -3 }, 'expired on 2026-11-20'],
    ['ERR_REMOTE_TLS_EXPIRED', 'tls', { validUntil: '2027-11-20T00:00:00Z', daysLeft: 300 }, 'vouches'],
    ['ERR_REMOTE_TLS_NOT_YET_VALID', 'tls', { validFrom: '2026-12-01T00:00:00Z' }, '2026-12-01'],
    ['ERR_REMOTE_TLS_NAME', 'tls', { names: ['a.example', 'b.example'] }, 'a.example, b.example'],
    ['ERR_REMOTE_TLS_SELF_SIGNED', 'tls', {}, 'self-signed'],
    ['ERR_REMOTE_TLS_CHAIN_INCOMPLETE', 'tls', { issuer: 'Some CA' }, 'Some CA'],
    ['ERR_REMOTE_TLS_UNKNOWN_CA', 'tls', { issuer: 'Own CA' }, 'Own CA'],
    ['ERR_REMOTE_TLS_UNTRUSTED', 'tls', { cause: 'CERT_REVOKED' }, 'CERT_REVOKED'],
    ['ERR_REMOTE_TLS_EXPIRES_SOON', 'tls', { validUntil: '2026-11-30T00:00:00Z', daysLeft: 7 }, 'in 7 days'],
  ])('%s (%s) says what was seen and what to do', (code, step, details, seen) => {
    const check = checksOf([{ step, status: 'failed', code, details, durationMs: 1 }]).find(({ id }) =>
      id.endsWith(step),
    )
    expect(check).toMatchObject({ status: 'failed', code, message: expect.stringContaining(seen) })
    expect(check?.messageSl).not.toBe(check?.message)
    expect(check?.messageSl).not.toContain('undefined')
    expect(check?.remedy).toMatch(/.{20}/)
    expect(check?.remedySl).toMatch(/.{20}/)
  })
})
