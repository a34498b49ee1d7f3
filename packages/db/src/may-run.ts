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
  /** Only while one of these flows is switched on; `usual` are those that are so by default. */
  flows: readonly string[] | null
  usual: readonly string[]
}

const toPermit = ([name, { whilePaused, flows }]: [string, Job]): Permit => ({
  name,
  paused: whilePaused ?? false,
  flows: flows ?? null,
  usual: (flows ?? []).filter((flow) => usual[flow]),
})

/** The permits of a queue's jobs, for a `jsonb_to_recordset` of `permitColumns`. */
export const toPermits = ({ jobs }: Queue): Permit[] => Object.entries(jobs).map(toPermit)

export const permitColumns = sql.raw('name text, paused boolean, flows text[], usual text[]')

/** Whether the connection `c` lets the `job` run, both by their names in the statement. */
export const mayRun = (c: SQL, job: SQL): SQL => sql`
  (${c}.state = 'active' or ${job}.paused)
  and (${job}.flows is null or exists (
    select from unnest(${job}.flows) as flow(name)
    where coalesce((${c}.settings #>> array['flows', flow.name])::boolean, flow.name = any(${job}.usual))))`
