import { RemoteOutcomeUnknownError } from '@pretok/kernel'
import { type Formats, parseBody } from './body.ts'
import { ShopFailedError } from './errors.ts'
import { type Answer, type Call, toLabel } from './exchange.ts'
import { toRefusal } from './refusal.ts'
import { toServerError } from './server-error.ts'
import { findDecisive, findShopErrors } from './shop-error.ts'
import { toPlainText } from './shop-text.ts'

/** Statuses after which a write may have been done although no verdict came. */
const isOpen = (status: number): boolean => status < 300 || status === 408 || status >= 500

/**
 * Reads an answer and gives its body, in the format that was asked for. Neither status nor content type is trusted alone:
 * hosts print PHP warnings before good answers, and send fatal errors with status 200 and refusals with 500. What was printed
 * before an answer or a refusal is told to `onNoise`.
 *
 * @throws one of the errors in `errors.ts`, or the kernel's `RemoteUnavailableError`, `RemoteRateLimitedError`
 * @throws {RemoteOutcomeUnknownError} after a PUT to which PrestaShop gave no verdict; `cause` is the error a GET would give
 */
export const readAnswer = <Format extends keyof Formats>(
  answer: Answer,
  call: Call,
  format: Format,
  onNoise: (text: string) => void = () => {},
): Formats[Format] => {
  const body = parseBody(answer.text)
  if ('noise' in body && body.noise) onNoise(body.noise)
  const errors = findShopErrors(body)
  const decisive = findDecisive(errors)
  if (decisive) throw toRefusal(decisive, call)

  const [warning] = errors
  if (!warning && answer.status >= 200 && answer.status < 300 && body.kind === format) return body as Formats[Format]

  const label = toLabel(call)
  const error = warning
    ? new ShopFailedError(`${label}: PHP errors in the shop spoilt the answer. The shop's error log has them.`, {
        call: label,
        status: answer.status,
        shopCode: warning.code,
        shopMessage: toPlainText(warning.message),
      })
    : toServerError(answer, body, call)
  if (call.method === 'GET' || !(warning || isOpen(answer.status))) throw error
  throw new RemoteOutcomeUnknownError(
    `${label}: no verdict came back (${error.code}); it may have been done`,
    { call: label, status: answer.status },
    { cause: error },
  )
}
