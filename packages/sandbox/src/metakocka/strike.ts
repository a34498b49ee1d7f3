import { setTimeout as sleep } from 'node:timers/promises'
import { internalError, ipNotAllowed, printRefusal, quotaExceeded, wrongCredentials } from './envelope.ts'
import type { HeldFault } from './faults.ts'
import type { Reply } from './reply.ts'
import { type FileAnswer, isFile } from './reports.ts'
import { Decimal } from './wire/decimals.ts'
import type { Fields } from './wire/fields.ts'
import type { Refusal } from './wire/refusal.ts'

export interface Exchange {
  /** Does the work of the call and gives its answer. */
  work: () => Fields | FileAnswer
  reply: Reply
  ip: string
  companyId: string | undefined
  /** Ends waiting when the server closes. */
  signal: AbortSignal
}

const shiftTotals = (answer: Fields | FileAnswer, amount: string): Fields | FileAnswer => {
  if (isFile(answer)) return answer
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) =>
      (name === 'total_price' || name === 'sum_all') && typeof value === 'string'
        ? [name, new Decimal(value).plus(amount).toFixed(name === 'total_price' ? 2 : undefined)]
        : [name, value],
    ),
  )
}

const shorten = (answer: Fields | FileAnswer, { rows, recounts }: { rows: number; recounts: boolean }) => {
  if (isFile(answer)) return answer
  const short = { ...answer }
  for (const [name, list] of Object.entries(answer)) {
    if (!Array.isArray(list)) continue
    short[name] = list.slice(0, rows)
    if (recounts && `${name}_count` in answer) short[`${name}_count`] = String(Math.min(rows, list.length))
  }
  return short
}

/** Answers a call in the way the fault says. Gives the answer sent, if it was one of the call's own kind. */
export const strike = async (
  fault: HeldFault,
  { work, reply, ip, companyId, signal }: Exchange,
): Promise<Fields | FileAnswer | undefined> => {
  const send = (answer: Fields | FileAnswer) => {
    reply.answer(answer)
    return answer
  }
  const refuse = (error: Refusal) => send(printRefusal(error, performance.now()))

  switch (fault.kind) {
    case 'delay':
      await sleep(fault.ms, undefined, { signal })
      return send(work())
    case 'late-answer': {
      const answer = work()
      await sleep(fault.ms, undefined, { signal })
      return send(answer)
    }
    case 'http-error':
      reply.page(
        fault.status,
        fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) },
      )
      return undefined
    case 'html-page':
      reply.page(fault.status)
      return undefined
    case 'hang-up-before':
      reply.hangUp()
      return undefined
    case 'hang-up-after':
      work()
      reply.hangUp()
      return undefined
    case 'cut-answer':
      reply.half(work())
      return undefined
    case 'wrong-credentials':
      return refuse(wrongCredentials())
    case 'ip-refused':
      return refuse(ipNotAllowed(ip, companyId ?? ''))
    case 'quota-exceeded':
      return refuse(quotaExceeded())
    case 'internal-error-before':
      return refuse(internalError())
    case 'internal-error-after':
      work()
      return refuse(internalError())
    case 'wrong-total':
      return send(shiftTotals(work(), fault.amount))
    case 'short-list':
      return send(shorten(work(), fault))
  }
}
