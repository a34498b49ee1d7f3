import { isMigrated } from '@pretok/db'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { RequestError } from '../errors.ts'
import { answers, problems } from '../problem.ts'

const shared = { tags: ['Health'], security: [] }
const Fine = z.object({ status: z.literal('ok') })

/** For whoever watches over the process: no key needed, nothing counted. */
export const healthRoutes: FastifyPluginAsyncZod<Pick<RouteDeps, 'db'>> = async (app, { db }) => {
  app.get(
    '/healthz',
    {
      config: { isProbe: true },
      schema: { ...shared, summary: 'Whether the process is alive', response: { 200: answers('It is', Fine) } },
    },
    async () => ({ status: 'ok' as const }),
  )

  app.get(
    '/readyz',
    {
      config: { isProbe: true },
      schema: {
        ...shared,
        summary: 'Whether requests can be answered: the database is there and up to date',
        response: { 200: answers('They can', Fine), ...problems(503) },
      },
    },
    async () => {
      if (!(await isMigrated(db))) {
        throw new RequestError('ERR_NOT_READY', 'The database is not migrated to the version of this program')
      }
      return { status: 'ok' as const }
    },
  )
}
