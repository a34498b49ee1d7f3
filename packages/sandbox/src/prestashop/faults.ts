import { z } from 'zod'
import type { Clock } from './clock.ts'
import { createRandom } from './random.ts'

/** What goes wrong. Amounts of time are in milliseconds. */
export const FaultEffect = z.discriminatedUnion('kind', [
  /** The answer comes later. */
  z.object({ kind: z.literal('delay'), ms: z.int().min(0) }),
  /** Another answer, without doing the work: an empty 500, a 503 with `Retry-After`, a 429. */
  z.object({
    kind: z.literal('status'),
    status: z.int().min(200).max(599),
    body: z.string().default(''),
    headers: z.record(z.string(), z.string()).default({}),
  }),
  /** The connection is closed without an answer: `before` or `after` the work is done. */
  z.object({ kind: z.literal('hang-up'), when: z.enum(['before', 'after']) }),
  /** Half of the body, then the connection is closed. */
  z.object({ kind: z.literal('cut-body') }),
  /** No answer, until the client leaves. */
  z.object({ kind: z.literal('hang') }),
  /** A PHP warning before the body. */
  z.object({ kind: z.literal('php-warning') }),
  /** Status 200 and the text of a fatal PHP error, without doing the work. */
  z.object({ kind: z.literal('fatal-as-200') }),
  /** 401, in one of its ways. */
  z.object({
    kind: z.literal('unauthorized'),
    how: z.enum(['header-stripped', 'wrong-key', 'disabled-key', 'no-permission', 'resource-missing']),
  }),
  /** 503, code 22. */
  z.object({ kind: z.literal('webservice-off') }),
  /** 302 to another address. */
  z.object({ kind: z.literal('redirect'), to: z.url() }),
  /** The web server's own 404, as without rewriting. */
  z.object({ kind: z.literal('no-rewriting') }),
  /** No more than so many requests in a second of the clock; further ones get 429 with `Retry-After`. */
  z.object({ kind: z.literal('rate-limit'), perSecond: z.int().min(1), retryAfterS: z.int().min(0).default(1) }),
])
export type FaultEffect = z.output<typeof FaultEffect>

/** Something that goes wrong with requests of a kind. */
export const Fault = z.object({
  effect: FaultEffect,
  /** Only requests of this method; all when left out. */
  method: z.string().optional(),
  /** Only requests for this resource; all when left out. */
  resource: z.string().optional(),
  /** How likely it is, from 0 to 1. */
  probability: z.number().min(0).max(1).default(1),
  /** After so many times it is over. */
  times: z.int().min(1).optional(),
})
export type Fault = z.output<typeof Fault>
export type FaultInput = z.input<typeof Fault>

/** The faults a shop suffers from. */
export interface Faults {
  /** @returns the fault's id */
  add(fault: FaultInput): number
  remove(id: number): void
  clear(): void
  list(): (Fault & { id: number })[]
  /** What befalls this request. Counts it. */
  strike(request: { method: string; resource: string | undefined }): FaultEffect[]
  /** Starts the randomness anew. */
  seed(seed: number): void
}

interface ActiveFault {
  readonly fault: Fault
  timesLeft: number
  /** Requests counted in the current second, for a rate limit. */
  second: number
  count: number
}

export const createFaults = (clock: Clock, seed: number): Faults => {
  const active = new Map<number, ActiveFault>()
  let nextId = 1
  let random = createRandom(seed)

  const exceedsRate = (state: ActiveFault, perSecond: number): boolean => {
    const second = Math.floor(clock().getTime() / 1000)
    state.count = state.second === second ? state.count + 1 : 1
    state.second = second
    return state.count > perSecond
  }

  const strikes = (state: ActiveFault, request: { method: string; resource: string | undefined }): boolean => {
    const { method, resource, probability, effect } = state.fault
    if (method !== undefined && method !== request.method) return false
    if (resource !== undefined && resource !== request.resource) return false
    if (effect.kind === 'rate-limit' && !exceedsRate(state, effect.perSecond)) return false
    return probability === 1 || random() < probability
  }

  return {
    add(input) {
      const fault = Fault.parse(input)
      active.set(nextId, { fault, timesLeft: fault.times ?? Number.POSITIVE_INFINITY, second: 0, count: 0 })
      return nextId++
    },
    remove: (id) => void active.delete(id),
    clear: () => active.clear(),
    list: () => [...active].map(([id, { fault }]) => ({ id, ...fault })),
    strike(request) {
      const struck = [...active].filter(([, state]) => strikes(state, request))
      for (const [id, state] of struck) {
        state.timesLeft -= 1
        if (state.timesLeft === 0) active.delete(id)
      }
      return struck.map(([, { fault }]) => fault.effect)
    },
    seed(newSeed) {
      random = createRandom(newSeed)
    },
  }
}
