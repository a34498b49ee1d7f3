import { findListedPaymentTypes, getConnection, openConnectionSecrets } from '@pretok/db'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { askForFacts } from '../ask-for-facts.ts'
import { audit } from '../audit.ts'
import { given } from '../given.ts'
import { answers, problems } from '../problem.ts'
import { connectionInputs } from '../resources/connection.ts'
import { ConnectionTest } from '../resources/connection-test.ts'
import { Reproduction, toReproduction } from '../resources/reproduction.ts'
import { testConnection } from '../test-connection.ts'

const shared = { tags: ['Connections'] }
const Params = z.object({ id: z.uuid() })

/** Each test makes a few dozen calls to somebody else's servers. */
const testsPerMinute = 20

/** The one thing for which the gateway calls other systems itself. */
export const connectionTestRoutes: FastifyPluginAsyncZod<RouteDeps> = async (
  app,
  { db, box, allowPrivateNetworks },
) => {
  const { TestedConnection } = connectionInputs(allowPrivateNetworks)
  const config = { requestsPerMinute: testsPerMinute }

  app.post(
    '/connections/:id/test',
    {
      config,
      schema: {
        ...shared,
        summary: 'Test a connection',
        description:
          'An ordered list of checks of both sides, each with what was seen, why it matters and what to do. Reads only; nothing is changed in the store or in MetaKocka. What both sides say of themselves is read anew afterwards.',
        params: Params,
        response: { 200: answers('What was found', ConnectionTest), ...problems(400, 404) },
      },
    },
    async ({ params }) => {
      const connection = await getConnection(db, params.id)
      const { storeKey, erpSecretKey } = openConnectionSecrets(box, connection)
      const { storeUrl, storeAuth, erpBaseUrl, erpCompanyId, settings } = connection
      const result = await testConnection(
        {
          store: { url: storeUrl, key: storeKey, auth: storeAuth },
          erp: { baseUrl: erpBaseUrl, companyId: erpCompanyId, secretKey: erpSecretKey },
          settings,
          seen: given({ validPaymentTypes: await findListedPaymentTypes(db, params.id) }),
        },
        allowPrivateNetworks,
      )
      await db.transaction((tx) => askForFacts(tx, connection))
      return result
    },
  )

  app.post(
    '/connections/test',
    {
      config,
      schema: {
        ...shared,
        summary: 'Test a connection before it is saved',
        description:
          'As `POST /v1/connections/{id}/test`, with the data of a new connection; nothing of it is stored. An address without `https://` or `http://` is tried by https first.',
        body: TestedConnection,
        response: { 200: answers('What was found', ConnectionTest), ...problems(400) },
      },
    },
    async ({ body: { store, erp, settings } }) => testConnection({ store, erp, settings }, allowPrivateNetworks),
  )

  app.get(
    '/connections/:id/reproduction',
    {
      schema: {
        ...shared,
        summary: "See how to make the store's first call by hand",
        description: 'A curl line, and the steps for a REST client, with the key masked.',
        params: Params,
        response: { 200: answers('With the key masked', Reproduction), ...problems(400, 404) },
      },
    },
    async ({ params }) => toReproduction(await getConnection(db, params.id)),
  )

  app.post(
    '/connections/:id/reproduction/reveal',
    {
      config: { scope: 'admin' },
      schema: {
        ...shared,
        summary: 'The same with the webservice key in it',
        description: 'The audit log tells who had it shown.',
        params: Params,
        response: { 200: answers('With the key', Reproduction), ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const connection = await getConnection(db, request.params.id)
      const { storeKey } = openConnectionSecrets(box, connection)
      await audit(db, request, { action: 'connection.key-revealed', connectionId: connection.id })
      return reply.header('cache-control', 'no-store').send(toReproduction(connection, storeKey))
    },
  )
}
