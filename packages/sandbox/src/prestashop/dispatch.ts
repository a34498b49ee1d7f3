import { authorize, checkShop } from './authenticate.ts'
import type { Hosting } from './hosting.ts'
import { renderImages } from './images.ts'
import type { Account } from './key-ring.ts'
import { wantedLanguages } from './languages.ts'
import { rootListingCrash } from './php-messages.ts'
import { readResource } from './read-resource.ts'
import { renderRootListing } from './root-listing.ts'
import type { Shop } from './shop.ts'
import { methodOf, segmentsOf, type WebRequest, wantsJson } from './web-request.ts'
import { NotModelledError, PhpCrash, WebserviceError } from './webservice-error.ts'
import { writeResource } from './write-resource.ts'

/**
 * Does what an authenticated request asks for.
 *
 * @returns the document, or `undefined` when there is nothing at that address (404)
 * @throws {WebserviceError} the request is refused
 * @throws {PhpCrash} PHP dies of it
 * @throws {NotModelledError} only the real shop knows
 */
export const dispatch = (request: WebRequest, account: Account, shop: Shop, hosting: Hosting): string | undefined => {
  checkShop(request, account, shop)
  const languages = wantedLanguages(request.query, shop.languages())
  authorize(request, account, shop)
  const [name = '', ...path] = segmentsOf(request)
  const method = methodOf(request)
  const isRead = method === 'GET' || method === 'HEAD'
  const apiUrl = `http://${request.host}/api/`
  const resource = shop.findResource(name)
  if (isRead && resource === undefined) return readSpecial(request, name, path, account, shop, apiUrl)
  if (resource === undefined) throw new NotModelledError(`${method} /api/${name}`)
  const context = {
    shop,
    apiUrl,
    languages,
    isResource: (candidate: string) => shop.announcements.has(candidate),
    reportsWarnings: hosting.displayErrors === 'unset' && !hosting.debugMode,
  }
  return isRead ? readResource(request, resource, context) : writeResource(request, resource, context)
}

/** The root listing and the resources that have no rows. */
const readSpecial = (
  request: WebRequest,
  name: string,
  path: readonly string[],
  account: Account,
  shop: Shop,
  apiUrl: string,
): string | undefined => {
  if (name === '') {
    if (wantsJson(request)) throw new PhpCrash(rootListingCrash())
    return renderRootListing(shop, account, apiUrl)
  }
  if (name === 'images') {
    const listing = renderImages(shop, path, apiUrl)
    return listing !== undefined && wantsJson(request) ? '' : listing
  }
  if (request.query['language'] === undefined || request.query['query'] === undefined) {
    throw new WebserviceError(400, 100, "You have to set both the 'language' and 'query' parameters to get a result")
  }
  throw new NotModelledError('the search')
}
