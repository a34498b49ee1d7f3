import { type Check, found, passed } from '@pretok/domain'
import { topics } from './topics.ts'
import type { SeenAnswer } from './watch-answers.ts'

const spell = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`)

/** How long the slowest answer took; each of the test's questions is a small one. */
export const checkSpeed = (seen: readonly SeenAnswer[], slowMs: number): Check => {
  const { length: answers } = seen
  const [slowest = { call: '', durationMs: 0 }] = seen.toSorted((a, b) => b.durationMs - a.durationMs)
  const { call, durationMs } = slowest
  const took = spell(durationMs)
  const message = [
    `The slowest answer took ${took} (${call}; answers in all: ${answers}).`,
    `Najpočasnejši odgovor je trajal ${took.replace('.', ',')} (${call}; vseh odgovorov: ${answers}).`,
  ] as const
  const details = { answers, slowestCall: call, slowestMs: durationMs }
  return durationMs <= slowMs
    ? passed(topics.speed, message, { details })
    : found(topics.speed, { status: 'warning', code: 'ERR_PRESTASHOP_SLOW', message, details })
}
