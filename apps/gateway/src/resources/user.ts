import { Role, type User } from '@pretok/db'
import { z } from 'zod'
import { bodyExamples } from '../body-examples.ts'
import { EmailAddress } from '../email-address.ts'
import { given } from '../given.ts'
import { NewPassword } from '../password-policy.ts'

export const UserResource = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    role: Role,
    createdAt: z.iso.datetime(),
    lastSignInAt: z.iso.datetime().optional(),
  })
  .meta({
    id: 'User',
    examples: [
      {
        id: '01a2085e-1d40-7a52-9c1b-6a7d3f0e2b94',
        email: 'operations@shop.example',
        name: 'Operations',
        role: 'operator',
        createdAt: '2026-11-23T12:22:14.971Z',
        lastSignInAt: '2026-11-23T12:40:03.118Z',
      },
    ],
  })
export type UserResource = z.output<typeof UserResource>

const fields = { email: EmailAddress, name: z.string().trim().min(1, 'is empty').max(100), role: Role }

export const NewUser = z.strictObject({ ...fields, password: NewPassword }).meta(
  bodyExamples({
    'an operator': {
      email: 'operations@shop.example',
      name: 'Operations',
      role: 'operator',
      password: 'three quiet bicycles at noon',
    },
  }),
)

export const UserPatch = z
  .strictObject({ ...fields, password: NewPassword })
  .partial()
  .meta(
    bodyExamples({
      'another role': { role: 'viewer' },
      'a new password': { password: 'seven lamps behind the bakery' },
    }),
  )

export const toUserResource = ({ createdAt, lastSignInAt, ...user }: User): UserResource => ({
  ...user,
  createdAt: createdAt.toISOString(),
  ...given({ lastSignInAt: lastSignInAt?.toISOString() }),
})
