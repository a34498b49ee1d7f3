import type { AppError } from '@pretok/kernel'
import {
  KeyMalformedError,
  KeyNotForShopError,
  KeyRefusedError,
  KeyWithoutRightsError,
  MethodNotPermittedError,
  RecordNotFoundError,
  RequestRejectedError,
  ResourceNotPermittedError,
  ResourceUnknownError,
  ShopFailedError,
  WebserviceDisabledError,
} from './errors.ts'
import { type Call, toLabel } from './exchange.ts'
import type { ShopError } from './shop-error.ts'
import { toPlainText } from './shop-text.ts'

/** Failures inside the webservice: not able to save, output builder, special management, key class. */
const internal = new Set([46, 82, 83, 88, 94, 95, 96, 98, 99, 124, 126])

const webservicePage = 'Advanced Parameters, Webservice'

/** The error for PrestaShop's own verdict. The code decides: the HTTP status depends on the host's PHP settings. */
export const toRefusal = ({ code, message }: ShopError, call: Call): AppError => {
  const { method, resource } = call
  const label = toLabel(call)
  // Some messages repeat the whole request from their second line on.
  const shopMessage = toPlainText(message.split('\n', 1)[0] ?? '')
  const details = { call: label, method, resource, shopCode: code, shopMessage }

  switch (code) {
    case 16:
    case 17:
    case 18:
      return new KeyMalformedError(
        `The key is empty or has the wrong length. Copy all 32 characters from the shop's back office, ${webservicePage}.`,
        details,
      )
    case 20:
      return new KeyRefusedError(
        `The shop does not know the key, or it is switched off. Check it in the shop's back office, ${webservicePage}.`,
        details,
      )
    case 21:
      return new KeyWithoutRightsError(
        `The key has no rights at all. Give it GET and PUT in the shop's back office, ${webservicePage}.`,
        details,
      )
    case 22:
      return new WebserviceDisabledError(
        `The webservice is switched off. Turn it on in the shop's back office, ${webservicePage}.`,
        details,
      )
    case 23:
    case 25:
    case 101:
      return new MethodNotPermittedError(
        `The key may not ${method} ${resource}. Allow it in the shop's back office, ${webservicePage}.`,
        details,
      )
    case 26:
      return new ResourceNotPermittedError(
        `The key is good, but it has no rights on ${resource}. Give it GET and PUT there in the shop's back office, ${webservicePage}.`,
        details,
      )
    case 27:
      return new ResourceUnknownError(`This version of PrestaShop has no resource ${resource}`, details)
    case 92:
      return new RecordNotFoundError(`${label}: the shop has no such record`, details)
    case 132:
      return new KeyNotForShopError(
        `The key is not linked to this shop of the multistore. Link it in the shop's back office, ${webservicePage}.`,
        details,
      )
    default:
      return internal.has(code)
        ? new ShopFailedError(`${label}: the shop failed with code ${code}: ${shopMessage}`, details)
        : new RequestRejectedError(`${label}: the shop refused with code ${code}: ${shopMessage}`, details)
  }
}
