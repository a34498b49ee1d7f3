import { createHash } from 'node:crypto'
import { authenticate, presentedKey } from './authenticate.ts'
import type { Clock } from './clock.ts'
import { dispatch } from './dispatch.ts'
import type { Hosting } from './hosting.ts'
import type { Account, KeyRing } from './key-ring.ts'
import { findRedirect } from './main-domain.ts'
import * as json from './render-json.ts'
import * as xml from './render-xml.ts'
import type { Shop } from './shop.ts'
import { notFoundPage, type PhpOutput, phpAnswer, redirect, uriTooLongPage, type WebAnswer } from './web-answer.ts'
import { isApiPath, isDispatcherPath, methodOf, segmentsOf, type WebRequest, wantsJson } from './web-request.ts'
import { NotModelledError, PhpCrash, WebserviceError } from './webservice-error.ts'

/** The circumstances of one request. */
export interface Circumstances {
  readonly shop: Shop
  readonly keyRing: KeyRing
  readonly hosting: Hosting
  readonly clock: Clock
}

/** Apache's limit for `GET /... HTTP/1.1`. */
const requestLineLimit = 8190
const html = 'text/html; charset=utf-8'
const challenge = {
  'WWW-Authenticate':
    'Basic realm="Welcome to PrestaShop Webservice, please enter the authentication key as the login. No password required."',
}

/** Answers a request as the shop does: web server first, then PHP, then the webservice. */
export const answerRequest = (request: WebRequest, circumstances: Circumstances): WebAnswer => {
  const { shop, hosting, clock } = circumstances
  if (`${request.method} ${request.target} HTTP/1.1`.length > requestLineLimit) return uriTooLongPage(clock)
  if (isApiPath(request) ? !hosting.rewriting : !isDispatcherPath(request) && request.path !== '/') {
    return notFoundPage(clock)
  }
  const location = findRedirect(request, shop, hosting.checkHost)
  if (location !== undefined) return redirect(clock, location)
  return phpAnswer(request, hosting, clock, runPhp(request, circumstances))
}

const runPhp = (request: WebRequest, circumstances: Circumstances): PhpOutput => {
  const { hosting } = circumstances
  if (request.path === '/') return { status: 200, contentType: html, body: '<!doctype html>\n<title>Shop</title>\n' }
  const key = presentedKey(request, hosting.authorization)
  if (key === undefined) return { status: 401, headers: challenge, contentType: html, body: '401 Unauthorized' }
  try {
    return runWebservice(request, key, circumstances)
  } catch (error) {
    if (error instanceof PhpCrash) {
      return hosting.displayErrors === 'on'
        ? { status: 200, contentType: html, body: error.output }
        : { status: 500, contentType: html, body: '' }
    }
    if (!(error instanceof NotModelledError)) throw error
    const body = `The sandbox does not know how PrestaShop does this: ${error.message}\n`
    return { status: 501, contentType: 'text/plain; charset=utf-8', body }
  }
}

/** What the webservice says, before the headers. `body` is absent where PHP prints nothing. */
interface Result {
  readonly status: number
  readonly body?: string
  readonly isError?: boolean
}

const runWebservice = (
  request: WebRequest,
  key: string,
  { shop, keyRing, hosting, clock }: Circumstances,
): PhpOutput => {
  const startedAt = performance.now()
  let account: Account | undefined
  let result: Result
  try {
    if (hosting.webserviceOff || shop.configuration('PS_WEBSERVICE') !== '1') throw webserviceOff()
    account = authenticate(key, keyRing)
    const body = dispatch(request, account, shop, hosting)
    const status = methodOf(request) === 'POST' ? 201 : 200
    result = body === undefined ? { status: 404 } : { status, body }
  } catch (error) {
    if (!(error instanceof WebserviceError)) throw error
    const render = wantsJson(request) ? json.renderErrors : xml.renderErrors
    result = { status: error.status, body: render(error.problems), isError: true }
  }
  const sha1 = contentSha1(request, result)
  const isUnchanged = sha1 !== undefined && request.headers['local-content-sha1'] === sha1
  return {
    status: isUnchanged ? 304 : result.status,
    headers: {
      ...(account === undefined && result.status === 401 && challenge),
      'Access-Time': String(Math.floor(clock().getTime() / 1000)),
      'X-Powered-By': 'PrestaShop Webservice',
      'PSWS-Version': account === undefined ? '0' : shop.facts.prestashopVersion,
      'Execution-Time': String(Math.round(performance.now() - startedAt) / 1000),
      ...(sha1 !== undefined && { 'Content-Sha1': sha1 }),
    },
    ...contentType(request, result),
    body: isUnchanged ? '' : (result.body ?? ''),
  }
}

const webserviceOff = (): WebserviceError =>
  new WebserviceError(
    503,
    22,
    'The PrestaShop webservice is disabled. Please activate it in the PrestaShop Back Office',
  )

/** JSON without content has no type either. */
const contentType = (request: WebRequest, { body }: Result): { contentType?: string } => {
  if (body === undefined) return {}
  if (!wantsJson(request)) return { contentType: 'text/xml;charset=utf-8' }
  return body === '' ? {} : { contentType: 'application/json' }
}

/** Errors carry none, except under /api/images: there it is the one of the content that was not made. */
const contentSha1 = (request: WebRequest, { body, isError = false }: Result): string | undefined => {
  if (body === undefined || (isError && segmentsOf(request)[0] !== 'images')) return undefined
  const content = isError ? '' : body
  return createHash('sha1').update(content).digest('hex')
}
