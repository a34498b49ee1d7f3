import {
  askForStock,
  changeConnection,
  createConnection,
  findFacts,
  getConnection,
  listConnections,
  pauseConnection,
  pausedByOperator,
  resumeConnection,
  type Tx,
} from '@pretok/db'
import { ConnectionId } from '@pretok/domain'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { askForCatalogue } from '../ask-for-catalogue.ts'
import { askForFacts } from '../ask-for-facts.ts'
import { audit } from '../audit.ts'
import { findChangedFields } from '../changed-fields.ts'
import { checkSettings, type SettingsWarning } from '../check-settings.ts'
import { invalidRequest } from '../errors.ts'
import { given } from '../given.ts'
import { IdKey, pageOf, pageQuery, toPage } from '../paging.ts'
import { answers, problems } from '../problem.ts'
import { ConnectionResource, connectionInputs, toAudited, toConnectionResource } from '../resources/connection.ts'
import { mergeSettings } from '../resources/settings.ts'
import { WriteHeaders } from '../write-once.ts'

const Params = z.object({ id: z.uuid() })
const shared = { tags: ['Connections'] }

/** Settings after whose change stock is compared anew; a pass sees by itself that they have changed. */
const aboutStock = /^settings\.(stock\.|flows\.stock$)/
/** Settings after whose change the catalogue is read and planned anew. */
const aboutCatalogue = /^settings\.(products\.|flows\.(products|stock)$)/

export const connectionRoutes: FastifyPluginAsyncZod<RouteDeps> = async (app, deps) => {
  const { db, box, writeOnce, allowPrivateNetworks } = deps
  const { NewConnection, ConnectionPatch } = connectionInputs(allowPrivateNetworks)

  app.post(
    '/connections',
    {
      schema: {
        ...shared,
        summary: 'Create a connection',
        description: 'The store key and the ERP secret are stored encrypted and never shown again.',
        headers: WriteHeaders,
        body: NewConnection,
        response: { 201: answers('Created; `Location` leads to it', ConnectionResource), ...problems(400, 409, 422) },
      },
    },
    async (request, reply) => {
      const { name, store, erp, settings } = request.body
      // Nothing is known of either side yet: what is wrong now is wrong in itself.
      const { errors } = checkSettings(settings, settings, {})
      if (errors.length > 0) throw invalidRequest(errors)
      const body = await writeOnce(request, reply, { status: 201 }, async (tx) => {
        const connection = await createConnection(tx, box, {
          name,
          settings,
          storeUrl: store.url,
          storeKey: store.key,
          ...given({ storeAuth: store.auth }),
          erpBaseUrl: erp.baseUrl,
          erpCompanyId: erp.companyId,
          erpSecretKey: erp.secretKey,
        })
        await askForFacts(tx, connection)
        const resource = toConnectionResource(box, connection)
        const changes = findChangedFields({}, toAudited(resource))
        await audit(tx, request, { action: 'connection.created', connectionId: connection.id, details: { changes } })
        return resource
      })
      return reply.code(201).header('location', `/v1/connections/${body.id}`).send(body)
    },
  )

  app.get(
    '/connections',
    {
      schema: {
        ...shared,
        summary: 'List connections',
        querystring: z.strictObject(pageQuery(IdKey)),
        response: { 200: answers('A page of connections, newest first', pageOf(ConnectionResource)), ...problems(400) },
      },
    },
    async ({ query: { limit, cursor } }) => {
      const rows = await listConnections(db, { limit: limit + 1, ...given({ after: cursor?.[0] }) })
      return toPage(
        rows,
        limit,
        (row) => toConnectionResource(box, row),
        ({ id }) => [id],
      )
    },
  )

  app.get(
    '/connections/:id',
    {
      schema: {
        ...shared,
        summary: 'Get a connection',
        params: Params,
        response: { 200: answers('The connection', ConnectionResource), ...problems(400, 404) },
      },
    },
    async ({ params }) => toConnectionResource(box, await getConnection(db, params.id)),
  )

  app.patch(
    '/connections/:id',
    {
      schema: {
        ...shared,
        summary: 'Change a connection',
        description:
          'What is left out stays as it is. Settings are held against what both sides said of themselves last: a warehouse that is not there is refused, what only looks wrong is told in `warnings`. Orders that were set aside by a rule are decided about again with the next reading. New access data resumes a connection that Pretok paused; one that was paused by hand stays so.',
        params: Params,
        headers: WriteHeaders,
        body: ConnectionPatch,
        response: { 200: answers('The connection as it is now', ConnectionResource), ...problems(400, 404, 409, 422) },
      },
    },
    async (request, reply) => {
      const { name, store, erp, settings } = request.body
      return writeOnce(request, reply, { status: 200 }, async (tx) => {
        let before: ConnectionResource | undefined
        let warnings: SettingsWarning[] = []
        const facts = settings ? await findFacts(tx, request.params.id) : {}
        const connection = await changeConnection(tx, box, request.params.id, (current) => {
          before = toConnectionResource(box, current)
          const merged = settings && mergeSettings(current.settings, settings)
          if (merged) {
            // What another store or company said says nothing about this one.
            const known = given({
              store: store?.url ? undefined : facts.store,
              erp: erp?.baseUrl || erp?.companyId ? undefined : facts.erp,
            })
            const checked = checkSettings(merged, current.settings, known)
            if (checked.errors.length > 0) throw invalidRequest(checked.errors)
            warnings = checked.warnings
          }
          return given({
            name,
            storeUrl: store?.url,
            storeKey: store?.key,
            storeAuth: store?.auth,
            erpBaseUrl: erp?.baseUrl,
            erpCompanyId: erp?.companyId,
            erpSecretKey: erp?.secretKey,
            settings: merged,
          })
        })
        const resource = toConnectionResource(box, connection)
        const changes = findChangedFields(toAudited(before ?? resource), toAudited(resource))
        if (changes.length > 0) {
          await audit(tx, request, { action: 'connection.changed', connectionId: connection.id, details: { changes } })
        }
        if (store || erp) await askForFacts(tx, connection)
        if (changes.some(({ field }) => aboutCatalogue.test(field))) await askForCatalogue(tx, connection.id)
        if (changes.some(({ field }) => aboutStock.test(field)))
          await askForStock(tx, ConnectionId.parse(connection.id))
        return warnings.length > 0 ? { ...resource, warnings } : resource
      })
    },
  )

  const stateRoute = (verb: 'pause' | 'resume', summary: string, act: (tx: Tx, id: string) => Promise<boolean>) =>
    app.post(
      `/connections/:id/${verb}`,
      {
        schema: {
          ...shared,
          summary,
          params: Params,
          headers: WriteHeaders,
          response: {
            200: answers('The connection as it is now', ConnectionResource),
            ...problems(400, 404, 409, 422),
          },
        },
      },
      async (request, reply) =>
        writeOnce(request, reply, { status: 200 }, async (tx) => {
          const { id } = request.params
          if (await act(tx, id)) await audit(tx, request, { action: `connection.${verb}d`, connectionId: id })
          return toConnectionResource(box, await getConnection(tx, id))
        }),
    )
  stateRoute('pause', 'Pause a connection: its work waits', (tx, id) => pauseConnection(tx, id, pausedByOperator))
  stateRoute('resume', 'Resume a paused connection', resumeConnection)
}
