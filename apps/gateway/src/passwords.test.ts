import { randomBytes } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import { describe, expect, it } from 'vitest'
import { isNameOf, NewPassword } from './password-policy.ts'
import { createPasswords } from './passwords.ts'

const password = 'three quiet bicycles at noon'

describe('a password', () => {
  it('is right against its own hash only', async () => {
    const passwords = createPasswords()
    const made = await passwords.hash(password)
    expect(made).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await passwords.hash(password)).not.toBe(made)
    expect(await passwords.verify(made, password)).toBe(true)
    expect(await passwords.verify(made, `${password}.`)).toBe(false)
    expect(await passwords.verify(undefined, password)).toBe(false)
  })

  it('is the same however its letters are typed', async () => {
    const passwords = createPasswords()
    const made = await passwords.hash('čez šolsko dvorišče')
    expect(await passwords.verify(made, 'čez šolsko dvorišče'.normalize('NFD'))).toBe(true)
  })

  it('is outdated when it was hashed at another cost', async () => {
    const passwords = createPasswords()
    expect(passwords.isOutdated(await hash(password, { memoryCost: 1_024, timeCost: 2 }))).toBe(true)
    expect(passwords.isOutdated(await passwords.hash(password))).toBe(false)
  })

  it.each([
    ['------------', 'one character'],
    ['PasswordPassword', 'first that anybody'],
    ['elevenchars', '12 characters'],
  ])('is not %s', (plain, fault) => {
    expect(NewPassword.safeParse(plain).error?.message).toContain(fault)
  })

  it.each([
    ['anna@shop.example', true],
    ['Anna', true],
    ['Anna of the Shop', true],
    ['anna@shop.example?', false],
  ])("is its owner's name: %s, %s", (plain, isOne) => {
    expect(isNameOf(plain, { email: 'anna@shop.example', name: 'Anna of the shop' })).toBe(isOne)
  })

  it('may be anything else', () => {
    for (const good of [password, randomBytes(9).toString('base64'), '            a', 'anna@shop.example?'])
      expect(NewPassword.parse(good)).toBe(good)
  })
})

it('of a flood of sign-ins, the last are sent away, and the others have their turn', async () => {
  const passwords = createPasswords()
  const ends = await Promise.allSettled(Array.from({ length: 110 }, () => passwords.verify(undefined, password)))
  const refused = ends.filter((end) => end.status === 'rejected')
  expect(refused).toHaveLength(8)
  expect(refused[0]?.reason).toMatchObject({ code: 'ERR_SIGN_IN_BUSY' })
  expect(await passwords.verify(await passwords.hash(password), password)).toBe(true)
})
