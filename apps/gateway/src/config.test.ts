import { parseEnvironment } from '@pretok/kernel'
import { describe, expect, it } from 'vitest'
import { Config } from './config.ts'

const needed = { DATABASE_URL: 'postgres://pretok@127.0.0.1:5432/pretok', PRETOK_SECRET_KEYS: 'k1:AAAA' }

describe('the settings', () => {
  it('have defaults for all but two', () => {
    expect(parseEnvironment(Config, { ...needed, PORT: '', LOG_LEVEL: undefined })).toEqual({
      ...needed,
      HOST: '127.0.0.1',
      PORT: 8080,
      PRETOK_ALLOW_PRIVATE_NETWORKS: false,
      PRETOK_REQUESTS_PER_MINUTE: 6_000,
      LOG_LEVEL: 'info',
    })
  })

  it('are all named when they are wrong, without their values', () => {
    const wrong = {
      DATABASE_URL: 'mysql://secret@host/db',
      PORT: '99999',
      PRETOK_BOOTSTRAP_API_KEY: 'secret',
      PRETOK_BOOTSTRAP_ADMIN_EMAIL: 'secret',
      PRETOK_BOOTSTRAP_ADMIN_PASSWORD: 'passwordpassword',
      PRETOK_TRUST_PROXY: '1',
      PRETOK_ALLOW_PRIVATE_NETWORKS: 'perhaps',
      LOG_LEVEL: 'loud',
    }
    const parse = () => parseEnvironment(Config, wrong)
    for (const name of [...Object.keys(wrong), 'PRETOK_SECRET_KEYS']) expect(parse).toThrow(name)
    expect(parse).not.toThrow(/secret@|'secret'/)
  })

  it('want both or none of what the first admin signs in with', () => {
    const email = { PRETOK_BOOTSTRAP_ADMIN_EMAIL: 'Admin@Shop.example' }
    const password = { PRETOK_BOOTSTRAP_ADMIN_PASSWORD: 'three quiet bicycles at noon' }
    expect(parseEnvironment(Config, { ...needed, ...email, ...password })).toMatchObject({
      PRETOK_BOOTSTRAP_ADMIN_EMAIL: 'admin@shop.example',
      ...password,
    })
    for (const one of [email, password])
      expect(() => parseEnvironment(Config, { ...needed, ...one })).toThrow('both or none')
  })

  it('name the proxies to trust one by one', () => {
    const parsed = parseEnvironment(Config, { ...needed, PRETOK_TRUST_PROXY: '10.0.0.5, 172.18.0.0/16,loopback' })
    expect(parsed.PRETOK_TRUST_PROXY).toEqual(['10.0.0.5', '172.18.0.0/16', 'loopback'])
  })
})
