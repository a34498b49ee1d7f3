import { envFlag } from '@pretok/kernel'
import { z } from 'zod'

/** The gateway's settings, as they stand in its environment. */
export const Config = z.object({
  /** `postgres://user:password@host:port/database` */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be like postgres://user:password@host:5432/pretok' }),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  /** `id:base64 of 32 bytes`, comma separated; the first seals, all open. */
  PRETOK_SECRET_KEYS: z.string(),
  /** Stored as the first API key while there is none. */
  PRETOK_BOOTSTRAP_API_KEY: z
    .string()
    .regex(/^pk_[\w-]{32,}$/, 'must be pk_ and at least 32 letters, digits, - or _')
    .optional(),
  /** Lets connections lead to loopback and private addresses. */
  PRETOK_ALLOW_PRIVATE_NETWORKS: envFlag(false),
  /** What one API key, or one address without a key, may ask for in a minute; the same for the webhooks of one connection. */
  PRETOK_REQUESTS_PER_MINUTE: z.coerce.number().int().positive().default(6_000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})
export type Config = z.output<typeof Config>
