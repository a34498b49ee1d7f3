import { z } from 'zod'
import { findStopText, type NamedError } from './connection-reasons.ts'

export const CheckStatus = z.enum(['ok', 'warning', 'failed', 'skipped'])
export type CheckStatus = z.output<typeof CheckStatus>

/** Something to copy: a line of a configuration file, a command, a list of boxes to tick. */
export const Snippet = z.object({
  /** `apache` | `shell` | `text`. */
  language: z.string(),
  text: z.string(),
})
export type Snippet = z.output<typeof Snippet>

/** One entry of a connection test, as a merchant reads it. */
export const Check = z.object({
  /** Which check it is, e.g. `store.key`. */
  id: z.string(),
  side: z.enum(['store', 'erp']),
  status: CheckStatus,
  /** What was found; stable. `OK`, `SKIPPED`, or an error code that says what to mend. */
  code: z.string(),
  title: z.string(),
  titleSl: z.string(),
  /** What was seen. */
  message: z.string(),
  messageSl: z.string(),
  /** Why it matters. */
  why: z.string(),
  whySl: z.string(),
  /** What to do; absent when all is well. */
  remedy: z.string().optional(),
  remedySl: z.string().optional(),
  snippet: Snippet.optional(),
  /** Ids, counts, names of resources; no secrets, no personal data. */
  details: z.record(z.string(), z.unknown()),
  durationMs: z.int().optional(),
})
export type Check = z.output<typeof Check>

/** What is the same of a check whatever it finds. */
export interface CheckTopic extends Pick<Check, 'id' | 'side' | 'title' | 'titleSl' | 'why' | 'whySl'> {}

/** In both languages: English, Slovene. */
export type Bilingual = readonly [en: string, sl: string]

interface Extras {
  details?: Readonly<Record<string, unknown>>
  durationMs?: number
}

export const passed = (
  topic: CheckTopic,
  [message, messageSl]: Bilingual,
  { details = {}, ...rest }: Extras = {},
): Check => ({
  ...topic,
  status: 'ok',
  code: 'OK',
  message,
  messageSl,
  details,
  ...rest,
})

/** Not made, because it depends on another that failed, or does not apply here. */
export const skipped = (topic: CheckTopic, [message, messageSl]: Bilingual): Check => ({
  ...topic,
  status: 'skipped',
  code: 'SKIPPED',
  message,
  messageSl,
  details: {},
})

/** Words of its own instead of those that belong to the code, where what was seen tells more. */
export interface Finding extends Extras {
  status: 'warning' | 'failed'
  code: string
  message?: Bilingual
  remedy?: Bilingual
  snippet?: Snippet
}

/** What a check found amiss. The words are those of the code (`stopReason`) unless it brings its own. */
export const found = (topic: CheckTopic, { message, remedy, details = {}, ...finding }: Finding): Check => {
  const text = findStopText(finding.code)
  const [en, sl] = message ?? [text?.message ?? finding.code, text?.messageSl ?? finding.code]
  const [remedyEn, remedySl] = remedy ?? [text?.remedy, text?.remedySl]
  return {
    ...topic,
    ...finding,
    message: en,
    messageSl: sl,
    ...(remedyEn === undefined ? {} : { remedy: remedyEn, remedySl: remedySl ?? remedyEn }),
    details,
  }
}

/** A check that failed with a typed error; the error's own words go along as `details.seen`. */
export const failedWith = (
  topic: CheckTopic,
  { code, message, details = {} }: NamedError,
  more: Omit<Finding, 'status' | 'code' | 'details'> = {},
): Check => found(topic, { status: 'failed', code, details: { ...details, seen: message }, ...more })

/** The worst of them; what was skipped does not count. */
export const worstStatus = (checks: readonly Check[]): 'ok' | 'warning' | 'failed' => {
  const has = (status: CheckStatus) => checks.some((check) => check.status === status)
  return has('failed') ? 'failed' : has('warning') ? 'warning' : 'ok'
}
