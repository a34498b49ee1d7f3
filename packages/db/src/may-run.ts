import { FlowSettings } from '@pretok/domain'
import type { Job, Queue } from '@pretok/jobs'
import { type SQL, sql } from 'drizzle-orm'

/** Settings that were stored before a flow had its switch lack it. */
const usual = FlowSettings.parse({})

/** When a connection lets a job run. */
export interface Permit {
  name: string
  /** Also while the connection is paused. */
  paused: boolean
  /** Only while this flow is switched on, which it is by default or not. */
  flow: string | null
  usual: boolean
}

const toPermit = ([name, { whilePaused, flow }]: [string, Job]): Permit => ({
  name,
  paused: whilePaused ?? false,
  flow: flow ?? null,
  usual: flow === undefined || usual[flow],
})

/** The permits of a queue's jobs, for a `jsonb_to_recordset` of `permitColumns`. */
export const toPermits = ({ jobs }: Queue): Permit[] => Object.entries(jobs).map(toPermit)

export const permitColumns = sql.raw('name text, paused boolean, flow text, usual boolean')

/** Whether the connection `c` lets the `job` run, both by their names in the statement. */
export const mayRun = (c: SQL, job: SQL): SQL => sql`
  (${c}.state = 'active' or ${job}.paused)
  and (${job}.flow is null or coalesce((${c}.settings #>> array['flows', ${job}.flow])::boolean, ${job}.usual))`
