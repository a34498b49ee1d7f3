import type { FaultKind } from './schedule.ts'

/** What a run did, and what it found. */
export interface Report {
  seed: string
  orders: number
  connections: number
  queue: string
  /** How many orders ended in each state. */
  states: Record<string, number>
  faults: Partial<Record<FaultKind, number>>
  /** How often a fault of the ERP met a call, by kind. */
  erpFaultsMet: Record<string, number>
  seconds: { trouble: number; untilQuiet: number; all: number }
  /** Pieces of work that were told not to wait for their next try. None was given up: that would be a violation. */
  hurried: { inTrouble: number; afterwards: number }
  syncs: number
  webhooks: { sent: number; accepted: number; known: number; lost: number }
  gatewayRequests: { requests: number; failures: number }
  /** Programs that came up while their database was away, and were started again. */
  startsInVain: number
  storeRequests: number
  erpCalls: Record<string, number>
  /** What does not hold. Empty: all is well. */
  violations: string[]
  /** Where the logs are, if anything does not hold. */
  logs?: string
}

/** How many items have each key. */
export const countBy = <T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1
  return counts
}
