import { z } from 'zod'

/** A moment as callers write it: with any offset, or a day alone, which begins at midnight UTC. */
export const Moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], { error: 'must be like 2026-11-23T08:00:00Z or 2026-11-23' })
  .meta({ examples: ['2026-11-23T08:00:00Z', '2026-11-23'] })
  .transform((text) => new Date(text))
