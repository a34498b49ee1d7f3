import { z } from 'zod'

/** Among those of twelve characters and more, what is guessed first. */
const commonest = new Set([
  '012345678910',
  '123123123123',
  '1234567890123',
  '123456789012',
  '12345678901234567890',
  '1q2w3e4r5t6y',
  'abcdefghijkl',
  'administrator',
  'administrator1',
  'changemechangeme',
  'correcthorsebatterystaple',
  'geslogeslogeslo',
  'password1234',
  'password12345',
  'password123456',
  'passwordpassword',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwertyuiopasdfghjkl',
  'qwertyuiopasdfghjklzxcvbnm',
])

/** Length is what makes a password hard to guess; which signs it has is up to its owner. Source: NIST SP 800-63B, 3.1.1. */
export const NewPassword = z
  .string()
  .min(12, 'must have 12 characters or more')
  .max(200, 'must have 200 characters or fewer')
  .refine((password) => new Set(password).size > 1, 'must not be one character again and again')
  .refine((password) => !commonest.has(password.toLowerCase()), 'is one of the first that anybody would guess')

/** Whether a password is its owner's email address, or the part before the @, or name. */
export const isNameOf = (password: string, { email, name }: { email: string; name: string }): boolean => {
  const names = [email, email.split('@')[0], name.toLowerCase()]
  return names.includes(password.toLowerCase())
}
