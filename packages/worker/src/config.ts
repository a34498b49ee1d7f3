import { envFlag } from '@pretok/kernel'
import { z } from 'zod'

/** A worker's settings, by environment variable. */
export const WorkerConfig = z
  .object({
    DATABASE_URL: z.url(),
    QUEUE_BACKEND: z.enum(['redis', 'postgres']).default('redis'),
    REDIS_URL: z.url().optional(),
    PRETOK_SECRET_KEYS: z.string().min(1),
    PRETOK_ALLOW_PRIVATE_NETWORKS: envFlag(false),
    /** How long the ERP may work on a write after we stopped hearing from it. Only then an unknown outcome is looked up. */
    PRETOK_ERP_WRITE_CEILING_MS: z.coerce.number().int().min(1_000).default(120_000),
    /** How long work goes on belonging to a process that gives no sign of life. Longer than any pause a living one makes. */
    PRETOK_LEASE_MS: z.coerce.number().int().min(1_000).default(30_000),
    /** Pieces of work at once in this process. */
    CONCURRENCY: z.coerce.number().int().min(1).max(200).default(16),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .refine((config) => config.QUEUE_BACKEND !== 'redis' || config.REDIS_URL !== undefined, {
    path: ['REDIS_URL'],
    message: 'is needed with QUEUE_BACKEND=redis',
  })
export type WorkerConfig = z.output<typeof WorkerConfig>
