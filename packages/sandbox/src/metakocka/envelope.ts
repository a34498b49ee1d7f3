import type { Call } from './calls.ts'
import type { Company } from './company.ts'
import { type FileAnswer, isFile } from './reports.ts'
import { type Fields, flagOf, isFields, textOf } from './wire/fields.ts'
import { Refusal, refusal } from './wire/refusal.ts'

export interface Caller {
  findCompany: (id: string) => Company | undefined
  /** Where the request came from. */
  ip: string
  quota: Quota
}

export const wrongCredentials = () => refusal('3', 'Invalid value for secret_key and company_id')
export const ipNotAllowed = (ip: string, companyId: string) =>
  refusal('4', `IP address '${ip}' is not allowed for company_id = ${companyId}`)
export const quotaExceeded = () => refusal('5', 'Quote exceeds')
export const internalError = () => refusal('1', 'Unknown internal server error')

/** Counts calls per company in a sliding window. */
export const createQuota = () => {
  const callsAt = new Map<string, number[]>()
  return {
    /** @returns whether one more call is within the company's quota; a refused one is not counted */
    take(company: Company): boolean {
      const { quota } = company.settings()
      if (!quota) return true
      const now = company.now().getTime()
      const recent = (callsAt.get(company.id) ?? []).filter((at) => at > now - quota.windowMs)
      const allowed = recent.length < quota.calls
      callsAt.set(company.id, allowed ? [...recent, now] : recent)
      return allowed
    },
  }
}
export type Quota = ReturnType<typeof createQuota>

const admit = (fields: Fields, { findCompany, ip, quota }: Caller): Company => {
  const company = findCompany(textOf(fields, 'company_id') ?? '')
  if (!company || textOf(fields, 'secret_key') !== company.secretKey()) throw wrongCredentials()
  const { allowedIps } = company.settings()
  if (allowedIps && !allowedIps.includes(ip)) throw ipNotAllowed(ip, company.id)
  if (!quota.take(company)) throw quotaExceeded()
  return company
}

const parseBody = (text: string): Fields => {
  try {
    const body: unknown = JSON.parse(text)
    if (isFields(body)) return body
  } catch {
    // Not JSON: refused below like any other unreadable body.
  }
  throw refusal('1', 'Internal server error.')
}

/** Which company a body claims to speak for; for the log and for faults, before anything is checked. */
export const claimedCompany = (text: string): string | undefined => {
  try {
    return textOf(parseBody(text), 'company_id')
  } catch {
    return undefined
  }
}

/** Some search answers name their time otherwise. */
const timeName = (call: Call, fields: Fields): string =>
  call.name === 'search' && flagOf(fields, 'show_status_code') ? 'opr_time' : 'opr_time_ms'

const elapsed = (startedAt: number): string => String(Math.round(performance.now() - startedAt))

export const printRefusal = (error: Refusal, startedAt: number): Fields => ({
  ...error.answer,
  opr_time_ms: elapsed(startedAt),
  opr_time_no_lock_ms: '0',
})

const execute = (call: Call, company: Company, fields: Fields, startedAt: number): Fields | FileAnswer => {
  try {
    const answer = call.run(company, fields)
    if (isFile(answer) || call.bare) return answer
    return { opr_code: '0', [timeName(call, fields)]: elapsed(startedAt), opr_time_no_lock_ms: '0', ...answer }
  } finally {
    // Refused calls may have made partners, as the real ones do.
    company.commit()
  }
}

/** Does a call and gives the answer MetaKocka would give, refusals included. What it changed is on disk when this returns. */
export const answerCall = (call: Call, body: string, caller: Caller): Fields | FileAnswer => {
  const startedAt = performance.now()
  try {
    const fields = parseBody(body)
    return execute(call, admit(fields, caller), fields, startedAt)
  } catch (error) {
    if (error instanceof Refusal) return printRefusal(error, startedAt)
    throw error
  }
}
