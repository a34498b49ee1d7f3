import { listAudit } from '@pretok/db'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { RouteDeps } from '../app.ts'
import { given } from '../given.ts'
import { pageOf, toPage } from '../paging.ts'
import { answers, problems } from '../problem.ts'
import { AuditEntryResource, AuditQuery, toAuditEntryResource } from '../resources/audit-entry.ts'

export const auditRoutes: FastifyPluginAsyncZod<RouteDeps> = async (app, { db }) => {
  app.get(
    '/audit',
    {
      config: { scope: 'admin' },
      schema: {
        tags: ['Audit'],
        summary: 'List who changed or revealed what',
        description: 'Entries are only added, never changed or deleted. `docs/security.md` names the actions.',
        querystring: AuditQuery,
        response: { 200: answers('A page of entries, newest first', pageOf(AuditEntryResource)), ...problems(400) },
      },
    },
    async ({ query: { limit, cursor, ...filter } }) => {
      const rows = await listAudit(db, { ...given(filter), limit: limit + 1, ...given({ after: cursor?.[0] }) })
      return toPage(rows, limit, toAuditEntryResource, ({ id }) => [id])
    },
  )
}
