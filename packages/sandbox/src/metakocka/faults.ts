import { z } from 'zod'

const target = {
  /** Name of the call, e.g. `put_document`; absent: every call. */
  call: z.string().optional(),
  /** Absent: every company. */
  companyId: z.string().optional(),
  probability: z.number().min(0).max(1).default(1),
  /** So many calls are let through first, e.g. pages of a list. */
  skip: z.int().min(0).default(0),
  /** How often it strikes before it is gone; absent: for good. */
  times: z.int().positive().optional(),
}
const ms = z.int().min(0)
const plain = <Kind extends string>(kind: Kind) => z.strictObject({ kind: z.literal(kind), ...target })

/** One way in which a call goes wrong. "before" and "after" are seen from the work: done, or not done. */
export const Fault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('delay'), ms, ...target }),
  z.strictObject({
    kind: z.literal('http-error'),
    status: z.union([z.literal(429), z.literal(500), z.literal(502), z.literal(503)]),
    retryAfterSeconds: z.int().min(0).optional(),
    ...target,
  }),
  /** A web page where JSON is expected, e.g. during maintenance. */
  z.strictObject({ kind: z.literal('html-page'), status: z.int().min(200).max(599).default(200), ...target }),
  plain('hang-up-before'),
  plain('hang-up-after'),
  /** Does the work and breaks off in the middle of the answer. */
  plain('cut-answer'),
  /** Does the work at once and answers after this time. */
  z.strictObject({ kind: z.literal('late-answer'), ms, ...target }),
  plain('wrong-credentials'),
  plain('ip-refused'),
  plain('quota-exceeded'),
  plain('internal-error-before'),
  plain('internal-error-after'),
  /** `total_price` and `sum_all` in the answer are off by this amount; what is stored is right. */
  z.strictObject({ kind: z.literal('wrong-total'), amount: z.string().regex(/^-?\d+(\.\d+)?$/), ...target }),
  /** Every list in the answer ends after so many rows; its count tells the truth only if `recounts`. */
  z.strictObject({
    kind: z.literal('short-list'),
    rows: z.int().min(0),
    recounts: z.boolean().default(true),
    ...target,
  }),
])
export type Fault = z.output<typeof Fault>
export type FaultInput = z.input<typeof Fault>

export type HeldFault = Fault & { id: string }

export interface Faults {
  add(fault: FaultInput): HeldFault
  list(): HeldFault[]
  remove(id: string): void
  clear(): void
  /** Starts the dice anew, so that a run can be repeated. */
  seed(seed: number): void
  /** The first fault that strikes this call, counted off. */
  take(call: string, companyId: string | undefined): HeldFault | undefined
}

/** Mulberry32: small, and the same everywhere. */
const createDice = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const createFaults = (initialSeed = 1): Faults => {
  let faults: HeldFault[] = []
  let added = 0
  let rollDice = createDice(initialSeed)

  const put = (fault: HeldFault, changed: HeldFault | undefined): void => {
    faults = faults.flatMap((held) => (held === fault ? (changed ?? []) : held))
  }

  const countOff = (fault: HeldFault): void => {
    if (fault.times === undefined) return
    const left = fault.times - 1
    put(fault, left === 0 ? undefined : { ...fault, times: left })
  }

  return {
    add(fault) {
      added += 1
      const held = { ...Fault.parse(fault), id: String(added) }
      faults = [...faults, held]
      return held
    },
    list: () => [...faults],
    remove(id) {
      faults = faults.filter((held) => held.id !== id)
    },
    clear() {
      faults = []
    },
    seed(seed) {
      rollDice = createDice(seed)
    },
    take(call, companyId) {
      const matching = faults.filter(
        (fault) =>
          (fault.call === undefined || fault.call === call) &&
          (fault.companyId === undefined || fault.companyId === companyId),
      )
      const struck = matching.find(({ skip, probability }) => skip === 0 && rollDice() < probability)
      for (const fault of matching.filter(({ skip }) => skip > 0)) put(fault, { ...fault, skip: fault.skip - 1 })
      if (struck) countOff(struck)
      return struck
    },
  }
}
