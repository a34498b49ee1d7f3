import { z } from 'zod'
import { envelope, maybe, Text } from './fields.ts'

/** A file as it was answered. */
export const ReportFile = z.object({ contentType: z.string(), bytes: z.instanceof(Uint8Array) })
export type ReportFile = z.output<typeof ReportFile>

/** Either `file`, at once; or, with `async`, a `token` to ask again with, then `progress`, then `url` (good for 24 hours). */
export const ReportAnswer = z.looseObject({
  ...envelope,
  file: maybe(ReportFile),
  token: maybe(Text),
  progress: maybe(Text),
  url: maybe(Text),
})
export type ReportAnswer = z.output<typeof ReportAnswer>

/** `report_id` 38 is a bill, 42 a foreign bill. A report in JSON (`JSN`) cannot be told from an answer. @see MetaKocka API, "report_concept", "report_async" */
export interface ReportBody {
  report_id: string
  mk_id?: string
  params?: { type: string; value: string }[]
  async?: 'true'
  token?: string
}
