import {
  countProblems,
  findProblem,
  getProblem,
  listProblems,
  ProblemId,
  retryProblems,
  retryProblemsLike,
} from '@pretok/db'
import { ConnectionId } from '@pretok/domain'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { audit } from '../audit.ts'
import { given } from '../given.ts'
import { pageOf, toCursor, toPage } from '../paging.ts'
import { answers, problems } from '../problem.ts'
import {
  ProblemItem,
  ProblemQuery,
  ProblemSummary,
  ProblemsToRetry,
  RetriedProblems,
  toFilter,
  toPosition,
  toProblemItem,
  toProblemKey,
} from '../resources/problem-item.ts'
import { WriteHeaders } from '../write-once.ts'

const shared = { tags: ['Problems'] }
const Params = z.object({ id: ProblemId })

/** So many a single request has tried again; it takes a few seconds. */
const mostRetried = 10_000

export const problemRoutes: FastifyPluginAsyncZod<RouteDeps> = async (app, { db, writeOnce }) => {
  app.get(
    '/problems',
    {
      schema: {
        ...shared,
        summary: 'List what does not flow',
        description:
          'Connections that Pretok paused, sides of connections that fail, orders and items of the catalogue that wait for a person, and work that fails without either. A problem goes from the list when what it is about flows again.',
        querystring: ProblemQuery,
        response: { 200: answers('A page of problems, newest first', pageOf(ProblemItem)), ...problems(400) },
      },
    },
    async ({ query }) => {
      const { limit, cursor } = query
      const after = cursor && toPosition(cursor)
      const rows = await listProblems(db, toFilter(query), { limit: limit + 1, ...given({ after }) })
      return toPage(rows, limit, toProblemItem, ({ position }) => toProblemKey(position))
    },
  )

  app.get(
    '/problems/summary',
    {
      schema: {
        ...shared,
        summary: 'Count problems by kind and code',
        querystring: z.strictObject({ connectionId: ConnectionId.optional() }),
        response: { 200: answers('How many there are, the most frequent first', ProblemSummary), ...problems(400) },
      },
    },
    async ({ query }) => {
      const counts = await countProblems(db, toFilter(query))
      return { total: counts.reduce((total, { count }) => total + count, 0), counts }
    },
  )

  app.get(
    '/problems/:id',
    {
      schema: {
        ...shared,
        summary: 'Get a problem',
        params: Params,
        response: { 200: answers('The problem; 404 when it is none any more', ProblemItem), ...problems(400, 404) },
      },
    },
    async ({ params }) => toProblemItem(await getProblem(db, params.id)),
  )

  app.post(
    '/problems/:id/retry',
    {
      schema: {
        ...shared,
        summary: 'Try a problem again',
        description:
          'Does what fits: a connection is resumed, a failing side is tried at once, an order is transferred (and read from the store again where the trouble may lie there), an item of the catalogue is read and looked up again, other work begins anew.',
        params: Params,
        headers: WriteHeaders,
        response: {
          202: answers('Accepted. With `pausedReason`, it waits until its connection is resumed', ProblemItem),
          ...problems(400, 404, 409, 422),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const body = await writeOnce(request, reply, { status: 202 }, async (tx) => {
        const asked = await getProblem(tx, id)
        await retryProblems(tx, [id])
        const { connectionId } = asked
        await audit(tx, request, { action: 'problem.retried', connectionId, subject: `problem/${id}` })
        // Where that has ended it, it is shown as it was.
        return toProblemItem((await findProblem(tx, id)) ?? asked)
      })
      return reply.code(202).send(body)
    },
  )

  app.post(
    '/problems/retry',
    {
      schema: {
        ...shared,
        summary: 'Try all problems again that a filter names',
        description: `As for each of them alone, but behind what is new. One request does ${mostRetried} at most; with \`more\`, go on with \`nextCursor\`.`,
        headers: WriteHeaders,
        body: ProblemsToRetry,
        response: { 202: answers('Accepted', RetriedProblems), ...problems(400, 409, 422) },
      },
    },
    async (request, reply) => {
      const { cursor } = request.body
      const after = cursor && toPosition(cursor)
      let done: Awaited<ReturnType<typeof retryProblemsLike>> = { retried: 0 }
      const before = async () => {
        done = await retryProblemsLike(db, toFilter(request.body), { most: mostRetried, ...given({ after }) })
      }
      const body = await writeOnce(request, reply, { status: 202, before }, async (tx) => {
        // After the fact: what was tried again was so in transactions of its own.
        const { connectionId, ...filter } = toFilter(request.body)
        const details = { ...filter, retried: done.retried }
        await audit(tx, request, { action: 'problems.retried', ...given({ connectionId }), details })
        return {
          retried: done.retried,
          more: done.next !== undefined,
          nextCursor: done.next ? toCursor(toProblemKey(done.next)) : null,
        }
      })
      return reply.code(202).send(body)
    },
  )
}
