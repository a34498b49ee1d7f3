import { parseRetryAfter, type TransportResponse } from '@pretok/http'
import {
  type AppError,
  RemoteAddressError,
  RemoteAuthError,
  RemoteOutcomeUnknownError,
  RemoteRateLimitedError,
  RemoteRejectedError,
  RemoteShapeError,
  RemoteUnavailableError,
} from '@pretok/kernel'
import type { z } from 'zod'
import { toRefusal } from './refusal.ts'

/** What reading an answer needs to know of its call. */
interface AnsweredCall<Schema extends z.ZodType> {
  /** As in the API, e.g. `put_document`. */
  name: string
  /** The call changes something: an answer that does not say whether it was done leaves the outcome unknown. */
  writes: boolean
  /** The call may answer a file instead of JSON. */
  files: boolean
  schema: Schema
}

type JsonObject = Record<string, unknown>

/** No error is kept as a cause: a parser's message quotes the text it stumbled over. */
const parseObject = (body: Uint8Array): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}

const isText = (contentType: string): boolean => contentType === '' || /json|html/i.test(contentType)

/** A file in place of JSON says that it was done. */
const toObject = ({ headers, body }: TransportResponse, files: boolean): JsonObject | undefined => {
  const contentType = headers.get('content-type') ?? ''
  return files && !isText(contentType) ? { opr_code: '0', file: { contentType, bytes: body } } : parseObject(body)
}

/** An answer without JSON of MetaKocka's, judged by its HTTP status. */
const toHttpError = (name: string, writes: boolean, { status, headers }: TransportResponse): AppError => {
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'))
  const options = retryAfterMs === undefined ? {} : { retryAfterMs }
  const details = { call: name, status }
  const happened = `MetaKocka ${name}: HTTP ${status}`
  if (status >= 300 && status < 400) {
    // The host only: the rest of an address may hold what was sent.
    const host = URL.parse(headers.get('location') ?? '')?.host ?? 'another address'
    return new RemoteAddressError(`${happened}, a redirect to ${host}. Enter that as base URL.`, { ...details, host })
  }
  if (status === 404) {
    return new RemoteAddressError(`${happened}, no such path. Check the base URL: it is not MetaKocka's.`, details)
  }
  if (status === 429 || (retryAfterMs !== undefined && !writes)) {
    return new RemoteRateLimitedError(`${happened}, too many calls. Wait.`, details, options)
  }
  if (status === 401 || status === 403) {
    return new RemoteAuthError(`${happened}, no access. Ask whether our address is blocked there.`, details)
  }
  if (status >= 400 && status < 500 && status !== 408) {
    return new RemoteRejectedError(`${happened}, the request was not taken.`, details)
  }
  const unreadable = `${happened}, an answer that is not MetaKocka's (a web page, perhaps maintenance)`
  return writes
    ? new RemoteOutcomeUnknownError(`${unreadable}. It may have been done: look it up.`, details, options)
    : new RemoteUnavailableError(`${unreadable}. Try again later.`, details, options)
}

const toShapeError = (name: string, writes: boolean, { issues: [issue] }: z.ZodError): AppError => {
  const field = issue?.path.join('.') ?? ''
  const details = { call: name, field, problem: issue?.message }
  const happened = `MetaKocka ${name}: the answer's field ${field} is not as documented (${issue?.message})`
  return writes
    ? new RemoteOutcomeUnknownError(`${happened}. It was probably done: look it up.`, details)
    : new RemoteShapeError(`${happened}.`, details)
}

/**
 * Reads an answer: MetaKocka's own words first, whatever the HTTP status; then the status; then the shape.
 *
 * @param redact takes the secret key out of a text
 */
export const readAnswer = <Schema extends z.ZodType>(
  { name, writes, files, schema }: AnsweredCall<Schema>,
  response: TransportResponse,
  redact: (text: string) => string,
): z.output<Schema> => {
  const answer = toObject(response, files)
  const refusal = toRefusal({ name, writes }, answer, redact)
  if (refusal) throw refusal
  if (answer === undefined || response.status < 200 || response.status > 299) throw toHttpError(name, writes, response)
  const parsed = schema.safeParse(answer)
  if (!parsed.success) throw toShapeError(name, writes, parsed.error)
  return parsed.data
}
