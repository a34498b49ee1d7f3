import { findFacts, getConnection } from '@pretok/db'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { answers, problems } from '../problem.ts'
import { FactsResource, toFactsResource } from '../resources/facts.ts'
import { SettingsSchema, settingsSchema } from '../resources/settings.ts'

const shared = { tags: ['Connections'] }

/** What helps to set a connection up: what its sides offer, and what may be decided. */
export const connectionFactsRoutes: FastifyPluginAsyncZod<RouteDeps> = async (app, { db }) => {
  app.get(
    '/connections/:id/facts',
    {
      schema: {
        ...shared,
        summary: 'See what both sides say of themselves',
        description:
          'Detected, never asked for: version, languages, currencies, time zone, order states, carriers, payment modules and tax rates of the store; warehouses, price lists and payment types of MetaKocka as far as they can be learned. Read when the connection is made or changed, after a test, and daily.',
        params: z.object({ id: z.uuid() }),
        response: { 200: answers('As last read', FactsResource), ...problems(400, 404) },
      },
    },
    async ({ params }) => {
      await getConnection(db, params.id)
      return toFactsResource(await findFacts(db, params.id))
    },
  )

  app.get(
    '/settings-schema',
    {
      schema: {
        ...shared,
        summary: 'Get the schema of the settings of a connection',
        description: 'JSON Schema 2020-12 with every default; `description` in English, `descriptionSl` in Slovene.',
        response: { 200: answers('The schema', SettingsSchema) },
      },
    },
    async () => settingsSchema,
  )
}
