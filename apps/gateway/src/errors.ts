import { DatabaseError } from '@pretok/db'
import { AppError, type ErrorCode } from '@pretok/kernel'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors, type ZodFastifySchemaValidationError } from 'fastify-type-provider-zod'
import type { Problem } from './problem.ts'

export type FieldErrors = NonNullable<Problem['errors']>

/** Why a request is not answered as asked. */
export class RequestError extends AppError {
  override readonly code: RequestErrorCode
  override readonly retry = 'never'
  readonly errors?: FieldErrors
  constructor(code: RequestErrorCode, message: string, errors?: FieldErrors) {
    super(message)
    this.code = code
    if (errors) this.errors = errors
  }
}

/** The codes that a caller may get, each with its status and title. Whatever stands not here is 500. */
const catalogue = {
  ERR_REQUEST_INVALID: [400, 'The request is not valid'],
  ERR_REQUEST_UNREADABLE: [400, 'The request cannot be read'],
  ERR_REQUEST_UNAUTHENTICATED: [401, 'Not signed in'],
  ERR_REQUEST_FORBIDDEN: [403, 'Who asks may not do this'],
  ERR_REQUEST_CROSS_SITE: [403, 'Another site asks'],
  ERR_REQUEST_ROUTE_UNKNOWN: [404, 'There is nothing at this address'],
  ERR_REQUEST_TOO_LARGE: [413, 'The request is too large'],
  ERR_REQUEST_MEDIA_TYPE: [415, 'The request is not JSON'],
  ERR_REQUEST_RATE_LIMITED: [429, 'Too many requests'],
  ERR_SIGN_IN_REFUSED: [401, 'The sign-in is refused'],
  ERR_SIGN_IN_INSECURE: [403, 'Signing in needs https'],
  ERR_SIGN_IN_BUSY: [503, 'Too many people sign in'],
  ERR_USER_PASSWORD_WRONG: [422, 'The password is wrong'],
  ERR_CONNECTION_DELETE_UNCONFIRMED: [409, 'Deleting a connection wants its name'],
  ERR_DIFFERENCE_NOT_APPLICABLE: [409, 'This difference can only be settled by hand'],
  ERR_ORDER_NOT_RETRIABLE: [409, 'The order cannot be tried again'],
  ERR_WEBHOOK_SIGNATURE: [401, 'The signature is not valid'],
  ERR_WEBHOOK_TIME: [401, 'The webhook is too old or too new'],
  ERR_SYNC_FLOW_OFF: [409, 'This flow is switched off'],
  ERR_NOT_READY: [503, 'Not ready'],
} as const satisfies Record<ErrorCode, readonly [status: number, title: string]>
type RequestErrorCode = keyof typeof catalogue

/** Errors of the packages below, told to the caller as they are. */
const fromBelow: Partial<Record<ErrorCode, readonly [status: number, title: string]>> = {
  ERR_DB_NOT_FOUND: [404, 'There is no such record'],
  ERR_DB_CONFLICT: [409, 'Somebody else was changing the same thing'],
  ERR_DB_UNAVAILABLE: [503, 'The database is not available'],
  ERR_SECRET_UNREADABLE: [409, 'A stored secret cannot be opened'],
  ERR_API_KEY_LAST: [409, 'The last key cannot be deleted'],
  ERR_SIGN_IN_THROTTLED: [429, 'Too many sign-ins have failed'],
  ERR_USER_EMAIL_TAKEN: [409, 'The email address is taken'],
  ERR_USER_LAST_ADMIN: [409, 'The last admin must stay one'],
  ERR_IDEMPOTENCY_KEY_BUSY: [409, 'The same request is being answered'],
  ERR_IDEMPOTENCY_KEY_REUSED: [422, 'The Idempotency-Key was used before'],
}

/** The part of a zod issue that is told. */
interface Issue {
  code: string
  path: readonly PropertyKey[]
  message: string
  /** Of `unrecognized_keys`. */
  keys?: readonly string[]
}

/** @param whole what to call the input as a whole */
export const toFieldErrors = (issues: readonly Issue[], whole: string): FieldErrors =>
  issues.flatMap(({ code, path, message, keys = [] }) =>
    code === 'unrecognized_keys'
      ? keys.map((key) => ({ path: [...path, key].join('.'), message: 'is not known here' }))
      : [{ path: path.join('.') || whole, message: message.endsWith('received undefined') ? 'is required' : message }],
  )

/** As fastify hands on what zod found. */
const toIssue = (found: ZodFastifySchemaValidationError): Issue => {
  const { keyword, instancePath, message = 'is not valid' } = found
  const { keys } = found.params
  return {
    code: keyword,
    path: instancePath.split('/').filter(Boolean),
    message,
    ...(Array.isArray(keys) ? { keys } : {}),
  }
}

/** Bad input, by field. @param errors at least one */
export const invalidRequest = (errors: FieldErrors): RequestError =>
  new RequestError('ERR_REQUEST_INVALID', errors.map(({ path, message }) => `${path}: ${message}`).join('; '), errors)

const fastifyErrors: Readonly<Record<string, readonly [RequestErrorCode, string]>> = {
  FST_ERR_BAD_URL: ['ERR_REQUEST_UNREADABLE', 'The address is not valid'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['ERR_REQUEST_UNREADABLE', 'The body is not valid JSON'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['ERR_REQUEST_UNREADABLE', 'Content-Length and body do not agree'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['ERR_REQUEST_MEDIA_TYPE', 'Send JSON, with Content-Type: application/json'],
}

/** Class 22 of PostgreSQL's codes: a value is the trouble, such as a text with a null character. */
const isRefusedValue = (error: unknown): boolean => {
  if (!(error instanceof DatabaseError)) return false
  const { sqlState } = error.details
  return String(sqlState).startsWith('22')
}

const toAppError = (error: FastifyError, request: FastifyRequest): AppError | undefined => {
  if (isRefusedValue(error))
    return new RequestError('ERR_REQUEST_INVALID', 'A value holds a character that no text has')
  if (error instanceof AppError) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    return invalidRequest(toFieldErrors(error.validation.map(toIssue), error.validationContext ?? 'request'))
  }
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    const { bodyLimit } = request.routeOptions
    return new RequestError('ERR_REQUEST_TOO_LARGE', `The body may have ${Number(bodyLimit) / 1024} KiB at most`)
  }
  const known = fastifyErrors[error.code]
  if (known) return new RequestError(...known)
  // Of what fastify refuses for reasons of its own, only the kind is told: its words may repeat the input.
  return error.statusCode !== undefined && error.statusCode < 500
    ? new RequestError('ERR_REQUEST_UNREADABLE', 'The request could not be understood')
    : undefined
}

const unexpected = [500, 'Something broke here'] as const

const toProblem = (error: AppError | undefined, requestId: string): Problem => {
  const statuses: Partial<Record<ErrorCode, readonly [number, string]>> = { ...fromBelow, ...catalogue }
  const [status, title] = (error && statuses[error.code]) ?? unexpected
  const code = error && status !== 500 ? error.code : 'ERR_INTERNAL'
  const isTold = error && (status < 500 || error instanceof RequestError)
  return {
    type: `urn:pretok:problem:${code}`,
    title,
    status,
    detail: isTold ? error.message : 'The log says more, under the request id.',
    code,
    ...(error instanceof RequestError && error.errors ? { errors: error.errors } : {}),
    requestId,
  }
}

/** Answers with a problem document. What is not the caller's fault is logged. */
export const sendProblem = (thrown: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const error = toAppError(thrown, request)
  const problem = toProblem(error, request.id)
  if (problem.status >= 500) request.log[problem.status === 503 ? 'warn' : 'error']({ err: thrown }, 'request failed')
  if (problem.status === 401) {
    const scheme = /WEBHOOK/.test(problem.code) ? 'Signature' : 'Bearer'
    reply.header('www-authenticate', `${scheme} realm="pretok"`)
  }
  if (problem.status === 503) reply.header('retry-after', '5')
  if (error?.retryAfterMs !== undefined) reply.header('retry-after', String(Math.ceil(error.retryAfterMs / 1000)))
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem))
}
