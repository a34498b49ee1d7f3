import { envFlag } from '@pretok/kernel'
import { z } from 'zod'
import { EmailAddress } from './email-address.ts'
import { isProxyAddress } from './network.ts'
import { NewPassword } from './password-policy.ts'

/** The gateway's settings, as they stand in its environment. */
export const Config = z
  .object({
    /** `postgres://user:password@host:port/database` */
    DATABASE_URL: z.url({
      protocol: /^postgres(ql)?$/,
      error: 'must be like postgres://user:password@host:5432/pretok',
    }),
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
    /** `id:base64 of 32 bytes`, comma separated; the first seals, all open. */
    PRETOK_SECRET_KEYS: z.string(),
    /** Stored as the first API key while there is none. */
    PRETOK_BOOTSTRAP_API_KEY: z
      .string()
      .regex(/^pk_[\w-]{32,}$/, 'must be pk_ and at least 32 letters, digits, - or _')
      .optional(),
    /** Whom to let in as the first admin while there is no user; both or none. */
    PRETOK_BOOTSTRAP_ADMIN_EMAIL: EmailAddress.optional(),
    PRETOK_BOOTSTRAP_ADMIN_PASSWORD: NewPassword.optional(),
    /** Proxies whose word is taken for who asks, by which protocol and host: addresses, networks or names, comma separated. */
    PRETOK_TRUST_PROXY: z
      .string()
      .transform((text) => text.split(',').map((part) => part.trim()))
      .refine((parts) => parts.every(isProxyAddress), {
        error: 'must be addresses or networks, like 10.0.0.5,172.18.0.0/16, or loopback, linklocal, uniquelocal',
      })
      .optional(),
    /** Lets connections lead to loopback and private addresses. */
    PRETOK_ALLOW_PRIVATE_NETWORKS: envFlag(false),
    /** What one API key or session, or one address without either, may ask for in a minute; the same for the webhooks of one connection. */
    PRETOK_REQUESTS_PER_MINUTE: z.coerce.number().int().positive().default(6_000),
    /** How many months of the orders' timelines are kept besides the present one. Without it, all. */
    PRETOK_TIMELINE_MONTHS: z.coerce.number().int().min(1).max(1_200).optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .refine(
    ({ PRETOK_BOOTSTRAP_ADMIN_EMAIL: email, PRETOK_BOOTSTRAP_ADMIN_PASSWORD: password }) =>
      (email === undefined) === (password === undefined),
    { path: ['PRETOK_BOOTSTRAP_ADMIN_PASSWORD'], error: 'goes with PRETOK_BOOTSTRAP_ADMIN_EMAIL: set both or none' },
  )
export type Config = z.output<typeof Config>
