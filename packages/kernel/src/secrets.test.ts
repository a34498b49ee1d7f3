import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createSecretBox, fingerprint, SecretUnreadableError } from './secrets.ts'

const key = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`
const [first, second] = [key('k1'), key('k2')]
const context = 'connection/7/store-key'

describe('a secret box', () => {
  it.each(['', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ123456', 'čšž 😀 '.repeat(500)])('opens what it sealed', (plain) => {
    const box = createSecretBox(first)
    const sealed = box.seal(plain, context)
    expect(box.open(sealed, context)).toBe(plain)
    if (plain) expect(sealed).not.toContain(plain)
  })

  it('seals the same secret differently each time, and names the key', () => {
    const box = createSecretBox(first)
    expect(box.seal('secret', context)).not.toBe(box.seal('secret', context))
    expect(box.seal('secret', context)).toMatch(/^v1\.k1\./)
  })

  it('seals under the first key and opens under each: that is how keys are rotated', () => {
    const old = createSecretBox(first).seal('secret', context)
    const rotated = createSecretBox(`${second}, ${first}`)
    expect(rotated.open(old, context)).toBe('secret')
    const fresh = rotated.seal('secret', context)
    expect(fresh).toMatch(/^v1\.k2\./)
    expect([old, fresh].map(rotated.isCurrent)).toEqual([false, true])
  })

  it.each([
    [
      'under a key that is gone',
      () => createSecretBox(second).open(createSecretBox(first).seal('secret', context), context),
    ],
    [
      'in another place',
      () => createSecretBox(first).open(createSecretBox(first).seal('secret', context), 'connection/8/store-key'),
    ],
    [
      'that was altered',
      () => createSecretBox(first).open(`${createSecretBox(first).seal('secret', context).slice(0, -2)}xx`, context),
    ],
    ['that was cut off', () => createSecretBox(first).open('v1.k1.abc', context)],
    ['that is no sealed secret at all', () => createSecretBox(first).open('secret', context)],
  ])('does not open one %s', (_why, open) => {
    expect(open).toThrow(SecretUnreadableError)
  })

  it.each(['', 'k1', 'k1:', 'k1:c2hvcnQ=', `bad id:${randomBytes(32).toString('base64')}`, `${first},`])(
    'refuses the keys %j without repeating them',
    (keys) => {
      const make = () => createSecretBox(keys)
      expect(make).toThrow(expect.objectContaining({ code: 'ERR_CONFIG_INVALID' }))
      if (keys.length > 5) expect(make).not.toThrow(keys.slice(3))
    },
  )
})

it('a fingerprint tells two secrets apart and holds neither', () => {
  expect(fingerprint('one')).toMatch(/^[0-9a-f]{8}$/)
  expect(fingerprint('one')).not.toBe(fingerprint('two'))
})
