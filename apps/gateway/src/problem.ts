import { z } from 'zod'

/** What every error looks like. Source: RFC 9457, with our code and, for bad input, the fields. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    /** Stable; `docs/errors.md` explains each. */
    code: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    requestId: z.string(),
  })
  .meta({
    id: 'Problem',
    description: 'An error as RFC 9457 has it. `code` is stable: match on it. `errors` names the fields of bad input.',
    examples: [
      {
        type: 'urn:pretok:problem:ERR_REQUEST_INVALID',
        title: 'The request is not valid',
        status: 400,
        detail: 'store.key: A PrestaShop key has 32 letters and digits; this one has 31 characters',
        code: 'ERR_REQUEST_INVALID',
        errors: [
          { path: 'store.key', message: 'A PrestaShop key has 32 letters and digits; this one has 31 characters' },
        ],
        requestId: '5a0f3f2e-9d0c-4d3c-8f2c-0f6f0a8a3f11',
      },
    ],
  })
export type Problem = z.output<typeof Problem>

const meanings = {
  400: 'The request is not valid; `errors` names the fields',
  401: 'Not signed in, and no valid API key',
  403: 'The role or the API key lacks the scope; or a page of another site asks',
  404: 'There is no such thing',
  409: 'This does not go together with the present state',
  413: 'The body is too long: 1 MiB may come; 16 KiB as a webhook of a store, 256 KiB of the ERP',
  415: 'The body is not JSON',
  422: 'Understood, but not possible',
  429: 'Too many requests; `Retry-After` says how long to wait',
  500: 'Something broke here; the log holds the request id',
  503: 'Not available at the moment',
} as const
type ProblemStatus = keyof typeof meanings

const answer = <Schema extends z.ZodType, Type extends string>(description: string, type: Type, schema: Schema) => ({
  description,
  content: { [type]: { schema } } as Record<Type, { schema: Schema }>,
})

/** A good answer, for a route's `response` schema. */
export const answers = <Schema extends z.ZodType>(description: string, schema: Schema) =>
  answer(description, 'application/json', schema)

/** One problem that a route describes in words of its own, for its `response` schema. @param schema `Problem`, with examples */
export const problemAs = <Schema extends z.ZodType>(description: string, schema: Schema) =>
  answer(description, 'application/problem+json', schema)

/** The problems that a route answers with, for its `response` schema. */
export const problems = <Status extends ProblemStatus>(...statuses: Status[]) =>
  Object.fromEntries(
    statuses.map((status) => [status, answer(meanings[status], 'application/problem+json', Problem)]),
  ) as Record<Status, ReturnType<typeof answer<typeof Problem, 'application/problem+json'>>>
