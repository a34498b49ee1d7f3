import { type NamedError, Reason, stopReason } from '@pretok/domain'
import { and, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Tx } from './database.ts'
import { NotFoundError } from './not-found.ts'
import { ProblemKind, type ProblemSource, problemSources } from './problem-sources.ts'

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'

/** The kind of a problem and what it is about: `order_<uuid>`, `connection_<uuid>`, `circuit_<uuid>_<side>`, `difference_<uuid>`, `product_<uuid>`, `stock_<uuid>`, `stock-pass_<uuid>`, `work_<number>`. */
export const ProblemId = z
  .string()
  .regex(
    new RegExp(
      `^((connection|difference|order|product|stock|stock-pass)_${uuid}|circuit_${uuid}_(store|erp)|work_\\d{1,18})$`,
    ),
    'is not the id of a problem',
  )
export type ProblemId = z.output<typeof ProblemId>

export interface ProblemFilter {
  connectionId?: string
  kind?: ProblemKind
  /** Of its reason. */
  code?: string
  /** It stands since this moment or a later one. */
  since?: Date
  /** It stands since before this moment. */
  until?: Date
}

/** A position in the list of problems, newest first. */
export interface ProblemPosition {
  /** ISO, with microseconds: many problems begin in one transaction. */
  since: string
  id: ProblemId
}

/** Something that does not flow and waits for a person, or for the other side to come back. */
export interface OpenProblem {
  id: ProblemId
  kind: ProblemKind
  connectionId: string
  connectionName: string
  /** Its connection is paused, and why: until it is resumed, another try waits. Absent where that is the problem itself. */
  pausedReason?: Reason
  order?: { id: string; storeOrderId: string; reference: string }
  /** An item of the catalogue. */
  product?: { id: string; storeProductId: string; code: string }
  /** A row of the store's stock. */
  stock?: { id: string; storeProductId: string; code?: string }
  /** A pass over it. */
  stockPassId?: string
  reason: Reason
  since: Date
  /** When it is tried again without anybody's doing. */
  nextTryAt?: Date
  position: ProblemPosition
}

export interface ProblemCount {
  kind: ProblemKind
  code: string
  count: number
}

interface Row extends Record<string, unknown> {
  kind: string
  key: string
  since: string
  connection_id: string
  connection_name: string
  connection_reason: unknown
  order_id: string | null
  store_order_id: string
  reference: string
  reason: unknown
  error: NamedError | null
  next_try: string | null
}

export const splitProblemId = (id: ProblemId): { kind: ProblemKind; key: string } => {
  const at = id.indexOf('_')
  return { kind: ProblemKind.parse(id.slice(0, at)), key: id.slice(at + 1) }
}

const matches = (source: ProblemSource, { connectionId, code, since, until }: ProblemFilter): SQL | undefined =>
  and(
    source.where,
    connectionId === undefined ? undefined : sql`${source.connectionId} = ${connectionId}::uuid`,
    code === undefined ? undefined : sql`${source.code} = ${code}`,
    since && sql`${source.since} >= ${since.toISOString()}::timestamptz`,
    until && sql`${source.since} < ${until.toISOString()}::timestamptz`,
  )

/** Of one moment, kinds come in the reverse order of their names, and within a kind rows by their ids. */
const isBeyond = (source: ProblemSource, { since, id }: ProblemPosition): SQL => {
  const { kind, key } = splitProblemId(id)
  const moment = sql`${since}::timestamptz`
  if (source.kind === kind) return sql`(${source.since}, ${source.id}) < (${moment}, ${key}::${source.idType})`
  return source.kind < kind ? sql`${source.since} <= ${moment}` : sql`${source.since} < ${moment}`
}

const sourcesOf = (kind: ProblemKind | undefined): readonly ProblemSource[] =>
  problemSources.filter((source) => kind === undefined || source.kind === kind)

/** A moment with all its digits. */
const toIso = (moment: SQL): SQL => sql`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

const unionAll = (parts: readonly SQL[]): SQL => sql.join([...parts], sql` union all `)

const newestFirst = sql.raw(
  'order by problem.since desc, problem.kind collate "C" desc, problem.sort_key collate "C" desc',
)

/** Reads as many rows of each source as are wanted in all, from its index. */
const findNewest = (
  kind: ProblemKind | undefined,
  where: (source: ProblemSource) => SQL | undefined,
  limit: number,
): SQL => {
  const found = unionAll(
    sourcesOf(kind).map(
      (source) => sql`(
        select ${source.kind}::text as kind, ${source.connectionId} as connection_id, ${source.since} as since, ${source.columns}
        from ${source.from} where ${where(source)}
        order by ${source.since} desc, ${source.id} desc limit ${limit})`,
    ),
  )
  return sql`select * from (${found}) problem ${newestFirst} limit ${limit}`
}

/** With their connections and next tries. */
const show = (found: SQL): SQL => {
  const nextTry = sql`coalesce(next_try_at, (
    select run_at from work
    where work.state = 'waiting' and work.queue = try_queue and work.job = try_job and work.key = problem.key))`
  return sql`
    select kind, key, connection_id, c.name as connection_name, c.paused_reason as connection_reason,
      order_id, store_order_id, reference, reason, error, ${toIso(sql`since`)} as since, ${toIso(nextTry)} as next_try
    from (${found}) problem
    join connections c on c.id = problem.connection_id ${newestFirst}`
}

const unexplained: NamedError = { code: 'ERR_INTERNAL', message: 'no reason was noted' }

const toProblem = (row: Row): OpenProblem => {
  const kind = ProblemKind.parse(row.kind)
  const id = `${kind}_${row.key}`
  return {
    id,
    kind,
    connectionId: row.connection_id,
    connectionName: row.connection_name,
    ...(row.connection_reason === null || kind === 'connection'
      ? {}
      : { pausedReason: Reason.parse(row.connection_reason) }),
    ...(row.order_id === null
      ? {}
      : { order: { id: row.order_id, storeOrderId: row.store_order_id, reference: row.reference } }),
    ...(kind === 'product'
      ? { product: { id: row.key, storeProductId: row.store_order_id, code: row.reference } }
      : {}),
    ...(kind === 'stock'
      ? {
          stock: { id: row.key, storeProductId: row.store_order_id, ...(row.reference ? { code: row.reference } : {}) },
        }
      : {}),
    ...(kind === 'stock-pass' ? { stockPassId: row.key } : {}),
    reason: row.reason === null ? stopReason(row.error ?? unexplained) : Reason.parse(row.reason),
    since: new Date(row.since),
    ...(row.next_try === null ? {} : { nextTryAt: new Date(row.next_try) }),
    position: { since: row.since, id },
  }
}

export interface ProblemPage {
  limit: number
  after?: ProblemPosition
}

const findPage = (filter: ProblemFilter, { limit, after }: ProblemPage): SQL =>
  findNewest(filter.kind, (source) => and(matches(source, filter), after && isBeyond(source, after)), limit)

export const listStatement = (filter: ProblemFilter, page: ProblemPage): SQL => show(findPage(filter, page))

/** Newest first. */
export const listProblems = async (tx: Tx, filter: ProblemFilter, page: ProblemPage): Promise<OpenProblem[]> => {
  const { rows } = await tx.execute<Row>(listStatement(filter, page))
  return rows.map(toProblem)
}

/** No more than which they are: for a great many. In the order of `listProblems`. */
export const listProblemPositions = async (
  tx: Tx,
  filter: ProblemFilter,
  page: ProblemPage,
): Promise<ProblemPosition[]> => {
  const { rows } = await tx.execute<Pick<Row, 'kind' | 'key' | 'since'>>(
    sql`select kind, key, ${toIso(sql`since`)} as since from (${findPage(filter, page)}) problem ${newestFirst}`,
  )
  return rows.map(({ kind, key, since }) => ({ since, id: `${kind}_${key}` }))
}

export const findProblem = async (tx: Tx, id: ProblemId): Promise<OpenProblem | undefined> => {
  const { kind, key } = splitProblemId(id)
  const where = (source: ProblemSource) => and(source.where, sql`${source.id} = ${key}::${source.idType}`)
  const { rows } = await tx.execute<Row>(show(findNewest(kind, where, 1)))
  return rows.map(toProblem)[0]
}

/** @throws {NotFoundError} it was solved meanwhile, or never was */
export const getProblem = async (tx: Tx, id: ProblemId): Promise<OpenProblem> => {
  const problem = await findProblem(tx, id)
  if (!problem) throw new NotFoundError('open problem', id)
  return problem
}

/** How many problems there are of each kind and code, the most frequent first. */
export const countProblems = async (tx: Tx, filter: ProblemFilter = {}): Promise<ProblemCount[]> => {
  const found = unionAll(
    sourcesOf(filter.kind).map(
      (source) => sql`
        select ${source.kind}::text as kind, coalesce(${source.code}, ${unexplained.code}) as code
        from ${source.from} where ${matches(source, filter)}`,
    ),
  )
  const { rows } = await tx.execute<{ kind: string; code: string; count: number }>(sql`
    select kind, code, count(*)::int as count from (${found}) problem group by kind, code order by 3 desc, 1, 2`)
  return rows.map(({ kind, code, count }) => ({ kind: ProblemKind.parse(kind), code, count }))
}
