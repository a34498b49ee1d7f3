import { createSync, getConnection, getSync, listSyncs, type SyncFlow, type Tx, work } from '@pretok/db'
import { ConnectionId, SyncId } from '@pretok/domain'
import { ordersQueue, productsQueue, stockQueue } from '@pretok/jobs'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { audit } from '../audit.ts'
import { RequestError } from '../errors.ts'
import { given } from '../given.ts'
import { pageOf, pageQuery, TimeKey, toPage } from '../paging.ts'
import { answers, problems } from '../problem.ts'
import { NewSync, SyncResource, toSyncResource } from '../resources/sync.ts'
import { WriteHeaders } from '../write-once.ts'

const shared = { tags: ['Syncs'] }

/** Asks for the work that serves the syncs of a flow. */
const askToServe: Record<SyncFlow, (tx: Tx, connectionId: ConnectionId, dryRun: boolean) => Promise<void>> = {
  orders: (tx, connectionId) => work.ask(tx, ordersQueue, 'import-orders', { connectionId }, { urgent: true }),
  products: (tx, connectionId) => work.ask(tx, productsQueue, 'read-catalogue', { connectionId }, { urgent: true }),
  stock: (tx, connectionId, dryRun) =>
    work.ask(tx, stockQueue, dryRun ? 'compare-stock' : 'sync-stock', { connectionId }, { urgent: true }),
}

export const syncRoutes: FastifyPluginAsyncZod<RouteDeps> = async (app, { db, writeOnce }) => {
  app.post(
    '/connections/:id/syncs',
    {
      schema: {
        ...shared,
        summary: 'Ask for a sync',
        description:
          'Reads from the store what is new; or what changed at or after `from` and before `to`; or the records with the given `ids`. A stretch of time goes by the slow lane: what is new, and single records, go before it. A `dryRun` of products reads both catalogues whole and plans what would be written, also with the flow switched off; it writes nothing on either side, and `GET /v1/products` shows what it found. (With the flow switched on, later readings have written what is planned.) A sync of stock compares all rows of the store, or those of the products with the given `ids`, and writes those that differ; with `dryRun` it only compares, and `GET /v1/stock` shows it.',
        params: z.object({ id: ConnectionId }),
        headers: WriteHeaders,
        body: NewSync,
        response: {
          202: answers('Accepted; `Location` leads to the sync. With `pausedReason`, it waits', SyncResource),
          ...problems(400, 404, 409, 422),
        },
      },
    },
    async (request, reply) => {
      const { flow, from, to, ids, dryRun } = request.body
      const { id: connectionId } = request.params
      const body = await writeOnce(request, reply, { status: 202 }, async (tx) => {
        const { settings } = await getConnection(tx, connectionId)
        if (!settings.flows[flow] && !dryRun) {
          throw new RequestError('ERR_SYNC_FLOW_OFF', `The flow ${flow} is switched off: settings.flows.${flow}`)
        }
        const sync = await createSync(tx, {
          connectionId,
          flow,
          request: given({ from: from?.toISOString(), to: to?.toISOString(), ids, dryRun: dryRun || undefined }),
        })
        await askToServe[flow](tx, connectionId, dryRun === true)
        const details = { flow, ...sync.request }
        await audit(tx, request, { action: 'sync.asked', connectionId, subject: `sync/${sync.id}`, details })
        return toSyncResource(sync)
      })
      return reply.code(202).header('location', `/v1/syncs/${body.id}`).send(body)
    },
  )

  app.get(
    '/connections/:id/syncs',
    {
      schema: {
        ...shared,
        summary: 'List the syncs of a connection',
        params: z.object({ id: ConnectionId }),
        querystring: z.strictObject(pageQuery(TimeKey)),
        response: { 200: answers('A page of syncs, newest first', pageOf(SyncResource)), ...problems(400, 404) },
      },
    },
    async ({ params, query: { limit, cursor } }) => {
      await getConnection(db, params.id)
      const after = cursor && { createdAt: new Date(cursor[0]), id: cursor[1] }
      const rows = await listSyncs(db, params.id, { limit: limit + 1, ...given({ after }) })
      return toPage(rows, limit, toSyncResource, ({ createdAt, id }) => [createdAt.toISOString(), id])
    },
  )

  app.get(
    '/syncs/:id',
    {
      schema: {
        ...shared,
        summary: 'Follow a sync',
        params: z.object({ id: SyncId }),
        response: { 200: answers('The sync', SyncResource), ...problems(400, 404) },
      },
    },
    async ({ params }) => toSyncResource(await getSync(db, params.id)),
  )
}
