import type { ConnectionId, Flow } from '@pretok/domain'
import type { z } from 'zod'

/** A payload names the thing, not its state; it holds ids only: no secrets, personal data or records. */
export type PayloadSchema = z.ZodType<{ connectionId: ConnectionId }>

/** One of the two ends of a connection. */
export type Side = 'store' | 'erp'

/** What everybody needs to know about one kind of work. */
export interface Job<Schema extends PayloadSchema = PayloadSchema> {
  /** A field added later is optional: work asked for before still waits without it. */
  payload: Schema
  /**
   * Asked twice under one key while it waits, it is one piece of work; two of one key never run at the same time.
   * The key names the thing across all connections.
   */
  key(payload: z.output<Schema>): string
  /** Failures after which it is given up. */
  attempts: number
  /** Longest wait before the second try; doubles with each failure, and chance picks a moment in its second half. */
  backoffMs: number
  /** The wait never grows beyond this. */
  maxBackoffMs: number
  /** One run may take this long, then its signal aborts. */
  timeoutMs: number
  /** Whom it calls: not handed out while one of them is out of order. */
  sides: readonly Side[]
  /** The flows it serves: not handed out while all of them are switched off. */
  flows?: readonly Flow[]
  /** Handed out although its connection is paused. Default `false`. */
  whilePaused?: boolean
}

/** A queue is the work of one flow; a flow is scaled by running more workers of its queue. */
export interface Queue<Jobs extends Record<string, Job> = Record<string, Job>> {
  readonly name: string
  readonly jobs: Jobs
}

export type JobName<Q extends Queue> = keyof Q['jobs'] & string

export type Payload<Q extends Queue, Name extends JobName<Q> = JobName<Q>> = z.output<Q['jobs'][Name]['payload']>

export const defineJob = <Schema extends PayloadSchema>(job: Job<Schema>): Job<Schema> => job

/** @param name without `:`, which BullMQ keeps for itself */
export const defineQueue = <Jobs extends Record<string, Job>>(name: string, jobs: Jobs): Queue<Jobs> => ({ name, jobs })
