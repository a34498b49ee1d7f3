import { Role, Scope } from '@pretok/db'
import { z } from 'zod'
import { bodyExamples } from '../body-examples.ts'
import { EmailAddress } from '../email-address.ts'
import { given } from '../given.ts'
import { NewPassword } from '../password-policy.ts'
import type { Caller } from '../plugins/authentication.ts'

/** Who asks. */
export const SessionResource = z
  .object({
    kind: z.enum(['user', 'api-key']),
    id: z.uuid().meta({ description: 'Of the user or the API key' }),
    name: z.string(),
    email: z.string().optional().meta({ description: 'Of a user' }),
    role: Role.optional().meta({ description: 'Of a user' }),
    scopes: z.array(Scope),
    expiresAt: z.iso.datetime().optional().meta({
      description: 'Of a session: when it ends if it is not used any more. Of an API key: when it expires, if it does',
    }),
  })
  .meta({
    id: 'Session',
    examples: [
      {
        kind: 'user',
        id: '01a2085e-1d40-7a52-9c1b-6a7d3f0e2b94',
        name: 'Operations',
        email: 'operations@shop.example',
        role: 'operator',
        scopes: ['read', 'write'],
        expiresAt: '2026-11-24T00:40:03.118Z',
      },
    ],
  })
export type SessionResource = z.output<typeof SessionResource>

const Password = z.string().min(1, 'is empty').max(200)

export const SignIn = z
  .strictObject({ email: EmailAddress, password: Password })
  .meta(bodyExamples({ 'sign in': { email: 'operations@shop.example', password: 'three quiet bicycles at noon' } }))

export const PasswordChange = z.strictObject({ currentPassword: Password, newPassword: NewPassword }).meta(
  bodyExamples({
    'a new password': {
      currentPassword: 'three quiet bicycles at noon',
      newPassword: 'seven lamps behind the bakery',
    },
  }),
)

export const toSessionResource = (caller: Caller): SessionResource => {
  const { kind, id, name, scopes, session, expiresAt } = caller
  return {
    kind,
    id,
    name,
    scopes: [...scopes],
    ...given({ email: session?.user.email, role: session?.user.role, expiresAt: expiresAt?.toISOString() }),
  }
}
