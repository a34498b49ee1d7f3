import { parseRetryAfter } from '@pretok/http'
import { type AppError, RemoteRateLimitedError, RemoteUnavailableError } from '@pretok/kernel'
import type { Body } from './body.ts'
import {
  AnswerUnreadableError,
  BlockedError,
  KeyNotReceivedError,
  NotWebserviceError,
  RecordNotFoundError,
  RedirectedError,
  ShopFailedError,
  UrlTooLongError,
  WebserviceNotFoundError,
} from './errors.ts'
import { type Answer, type Call, toLabel } from './exchange.ts'

/** Text after which nothing else came: the interpreter stopped. */
const isPhpFailure = (body: Body): boolean => body.kind === 'text' && /\b(?:fatal|parse) error\b/i.test(body.text)

const isPage = (body: Body): boolean => body.kind === 'text' && /<!doctype html|<html[\s>]/i.test(body.text)

/** The error for an answer that holds neither what was asked for nor an error of PrestaShop's own. */
export const toServerError = ({ status, header }: Answer, body: Body, call: Call): AppError => {
  const label = toLabel(call)
  const details = { call: label, status }
  const retryAfterMs = parseRetryAfter(header('retry-after'))
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs }
  const fromPrestashop = header('psws-version') !== null

  const location = header('location')
  if (status >= 300 && status < 400 && location) {
    // The query stays out: it repeats ours, and with it perhaps the key.
    const [target] = location.split(/[?#]/, 1)
    return new RedirectedError(
      `The shop sends us on to ${target}. Enter the shop's main address, as a browser shows it on the front page.`,
      { ...details, target },
    )
  }
  // PrestaShop's own words, or at least its own question where the host puts a page of its own in their place. Another 401 comes
  // from a password in front of the whole site.
  const asksForKey = !fromPrestashop && (header('www-authenticate')?.includes('PrestaShop Webservice') ?? false)
  const saysNothing = body.kind === 'empty' || (body.kind === 'text' && body.text.endsWith('401 Unauthorized'))
  if (status === 401 && (asksForKey || saysNothing)) {
    return new KeyNotReceivedError(
      'The key did not reach PrestaShop: the web server drops the Authorization header. Turn on "CGI mode for PHP" in the shop\'s back office, Advanced Parameters, Webservice, or have the key sent as ws_key.',
      details,
    )
  }
  // Only PrestaShop's own 404 proves that a record is gone.
  if (status === 404 && body.kind === 'empty' && call.id !== undefined && fromPrestashop) {
    return new RecordNotFoundError(`${label}: the shop has no such record`, details)
  }
  if (status === 404) {
    return new WebserviceNotFoundError(
      'There is no webservice at this address. Check the address and its folder, turn on "Friendly URL" in the shop and save the page Advanced Parameters, Webservice once: that writes the rules into .htaccess.',
      details,
    )
  }
  if (status === 414) return new UrlTooLongError(`${label}: the call is too long for the shop's server`, details)
  if (status === 429) {
    return new RemoteRateLimitedError(`${label}: the shop's server asks us to slow down`, details, wait)
  }
  if (status === 408 || status > 500) {
    return new RemoteUnavailableError(`${label}: the shop's server answered ${status}`, details, wait)
  }
  if (status === 500 || isPhpFailure(body)) {
    return new ShopFailedError(`${label}: PHP broke down in the shop. The shop's error log says why.`, details)
  }
  if (status >= 400) {
    return new BlockedError(
      `The shop's web server answered ${status} before PrestaShop saw the call. A firewall, a bot protection or a password on the whole site is in the way: let calls to /api through.`,
      details,
    )
  }
  if (isPage(body) && !fromPrestashop) {
    return new NotWebserviceError('A web page answers at this address, not the webservice. Check the address.', details)
  }
  return new AnswerUnreadableError(
    `${label}: the answer is ${body.kind === 'empty' ? 'empty' : 'not readable'}`,
    details,
  )
}
