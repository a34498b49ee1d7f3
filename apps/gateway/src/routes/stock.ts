import {
  askForStock,
  countStock,
  getConnection,
  getStock,
  listPasses,
  listStock,
  listStockChanges,
  markStockDue,
  releasePass,
} from '@pretok/db'
import { ConnectionId, StockVerdict } from '@pretok/domain'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { audit, toActor } from '../audit.ts'
import { RequestError } from '../errors.ts'
import { given } from '../given.ts'
import { Moment } from '../moment.ts'
import { IdKey, itemText, pageOf, pageQuery, TimeKey, toPage } from '../paging.ts'
import { answers, problems } from '../problem.ts'
import { sendCsv, toCsvLines } from '../resources/csv.ts'
import {
  StockChangeItem,
  StockDetail,
  StockItem,
  StockPassItem,
  StockSummary,
  stockCsv,
  toStockChangeItem,
  toStockItem,
  toStockPassItem,
} from '../resources/stock.ts'
import { WriteHeaders } from '../write-once.ts'

const shared = { tags: ['Stock'] }

const filter = {
  verdict: StockVerdict.optional(),
  text: itemText,
}

const OfConnection = z.object({ connectionId: ConnectionId })
const ById = z.object({ id: z.uuid() })

/** Changes that are shown with a row. */
const shownChanges = 100

const toPosition = (cursor: readonly [string, string] | undefined) =>
  cursor && { at: new Date(cursor[0]), id: cursor[1] }

export const stockRoutes: FastifyPluginAsyncZod<RouteDeps> = async (app, { db, writeOnce }) => {
  app.get(
    '/stock',
    {
      schema: {
        ...shared,
        summary: 'Compare the stock of the store with what it is to be',
        description:
          'Row by row what the store holds, what it is to hold and how that comes about. What is shown is what was found last: by a pass, a webhook, or a sync of `stock` with `dryRun`, which works with the flow switched off as well and writes nothing.',
        querystring: z.strictObject({ connectionId: ConnectionId.optional(), ...filter, ...pageQuery(IdKey) }),
        response: {
          200: answers('A page of rows, in the order in which they were first read', pageOf(StockItem)),
          ...problems(400),
        },
      },
    },
    async ({ query: { limit, cursor, ...named } }) => {
      const rows = await listStock(db, given(named), { limit: limit + 1, ...given({ after: cursor?.[0] }) })
      return toPage(rows, limit, toStockItem, ({ id }) => [id])
    },
  )

  app.get(
    '/stock/summary',
    {
      schema: {
        ...shared,
        summary: 'Count the rows by how they stand',
        querystring: OfConnection.strict(),
        response: { 200: answers('How many there are', StockSummary), ...problems(400, 404) },
      },
    },
    async ({ query: { connectionId } }) => {
      await getConnection(db, connectionId)
      const counts = await countStock(db, connectionId)
      return { total: counts.reduce((total, { count }) => total + count, 0), counts }
    },
  )

  app.get(
    '/stock.csv',
    {
      schema: {
        ...shared,
        summary: 'The comparison as a file for a spreadsheet',
        description: 'CSV as of RFC 4180, in UTF-8 with a byte order mark.',
        querystring: z.strictObject({ connectionId: ConnectionId, ...filter }),
        response: {
          200: { description: 'The file', content: { 'text/csv': { schema: z.string() } } },
          ...problems(400, 404),
        },
      },
    },
    async ({ query }, reply) => {
      await getConnection(db, query.connectionId)
      const asked = given(query)
      return sendCsv(
        reply,
        'stock.csv',
        toCsvLines(stockCsv, toStockItem, (page) => listStock(db, asked, page)),
      ) as never
    },
  )

  app.get(
    '/stock/changes',
    {
      schema: {
        ...shared,
        summary: 'List the quantities that were sent to the store, newest first',
        description: 'Each with what stood there before and why; kept for 90 days.',
        querystring: z.strictObject({ connectionId: ConnectionId, since: Moment.optional(), ...pageQuery(TimeKey) }),
        response: { 200: answers('A page of changes', pageOf(StockChangeItem)), ...problems(400, 404) },
      },
    },
    async ({ query: { connectionId, since, limit, cursor } }) => {
      await getConnection(db, connectionId)
      const page = { limit: limit + 1, ...given({ after: toPosition(cursor) }) }
      const rows = await listStockChanges(db, { connectionId, ...given({ since }) }, page)
      return toPage(rows, limit, toStockChangeItem, ({ at, id }) => [at.toISOString(), id])
    },
  )

  app.get(
    '/stock/:id',
    {
      schema: {
        ...shared,
        summary: 'Get a row: why it holds what it holds',
        params: ById,
        response: { 200: answers('The row, with its last changes', StockDetail), ...problems(400, 404) },
      },
    },
    async ({ params: { id } }) => {
      const row = await getStock(db, id)
      const changes = await listStockChanges(db, { itemId: id }, { limit: shownChanges })
      return { ...toStockItem(row), changes: changes.map(toStockChangeItem) }
    },
  )

  app.post(
    '/stock/:id/repair',
    {
      schema: {
        ...shared,
        summary: 'Look at a row again now, and write it if it differs',
        params: ById,
        headers: WriteHeaders,
        response: { 202: answers('The row as it stood before', StockItem), ...problems(400, 404, 409, 422) },
      },
    },
    async (request, reply) => {
      const body = await writeOnce(request, reply, { status: 202 }, async (tx) => {
        const row = await getStock(tx, request.params.id)
        const connectionId = ConnectionId.parse(row.connectionId)
        if (!(await askForStock(tx, connectionId, true))) {
          throw new RequestError(
            'ERR_SYNC_FLOW_OFF',
            'The flow stock is switched off in the settings of the connection',
          )
        }
        await markStockDue(tx, connectionId, { ids: [row.id] }, { trigger: 'by-hand' })
        return toStockItem(row)
      })
      return reply.code(202).send(body)
    },
  )

  app.get(
    '/stock-passes',
    {
      schema: {
        ...shared,
        summary: 'List the passes of a connection, newest first',
        querystring: z.strictObject({ connectionId: ConnectionId, ...pageQuery(TimeKey) }),
        response: { 200: answers('A page of passes', pageOf(StockPassItem)), ...problems(400, 404) },
      },
    },
    async ({ query: { connectionId, limit, cursor } }) => {
      await getConnection(db, connectionId)
      const page = { limit: limit + 1, ...given({ after: toPosition(cursor) }) }
      const rows = await listPasses(db, connectionId, page)
      return toPage(rows, limit, toStockPassItem, ({ startedAt, id }) => [startedAt.toISOString(), id])
    },
  )

  app.post(
    '/stock-passes/:id/release',
    {
      schema: {
        ...shared,
        summary: 'Let a stopped pass go on',
        description:
          'The next pass may set as many rows to zero, and take as short a list of MetaKocka for true, as this one would have. It is compared anew before anything is written.',
        params: ById,
        headers: WriteHeaders,
        response: {
          202: answers('The pass; 404 when it does not wait for anybody', StockPassItem),
          ...problems(400, 404, 409, 422),
        },
      },
    },
    async (request, reply) => {
      const body = await writeOnce(request, reply, { status: 202 }, async (tx) => {
        const pass = await releasePass(tx, request.params.id, toActor(request.caller))
        const { id, connectionId, counts } = pass
        await askForStock(tx, connectionId, true)
        const details = { pass: id, toZero: counts.toZero, erpRows: counts.erpRows }
        await audit(tx, request, { action: 'stock-pass.released', connectionId, details })
        return toStockPassItem(pass)
      })
      return reply.code(202).send(body)
    },
  )
}
