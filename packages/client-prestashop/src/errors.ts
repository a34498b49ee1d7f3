import { AppError } from '@pretok/kernel'

/** What was typed as the shop's address is no http(s) address. */
export class ShopAddressError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_ADDRESS'
  override readonly retry = 'when-fixed'
}

/** A plain 401: no key reached PrestaShop, as a rule because the web server drops the Authorization header. */
export class KeyNotReceivedError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_AUTH_HEADER_MISSING'
  override readonly retry = 'when-fixed'
}

/** Code 20: unknown and switched-off keys answer alike. */
export class KeyRefusedError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_KEY_REFUSED'
  override readonly retry = 'when-fixed'
}

/** Codes 16, 17, 18: a key is exactly 32 characters long. */
export class KeyMalformedError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_KEY_MALFORMED'
  override readonly retry = 'when-fixed'
}

/** Code 21 alone: the key is good and may do nothing. */
export class KeyWithoutRightsError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_KEY_WITHOUT_RIGHTS'
  override readonly retry = 'when-fixed'
}

/** Code 132: in a multistore the key is not linked to this shop. */
export class KeyNotForShopError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_KEY_NOT_FOR_SHOP'
  override readonly retry = 'when-fixed'
}

/** Code 26: the key lacks the resource. `details.resource` names it. */
export class ResourceNotPermittedError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_RESOURCE_NOT_PERMITTED'
  override readonly retry = 'when-fixed'
}

/** Codes 23, 25, 101: the key may not GET or PUT this resource. `details` names both. */
export class MethodNotPermittedError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_METHOD_NOT_PERMITTED'
  override readonly retry = 'when-fixed'
}

/** Code 22: the webservice is switched off in the back office. */
export class WebserviceDisabledError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_DISABLED'
  override readonly retry = 'when-fixed'
}

/** The shop lives at another address. `details.target` is where it points to. Never followed: it ends at the shop's front page. */
export class RedirectedError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_REDIRECTED'
  override readonly retry = 'when-fixed'
}

/** A 404 of the web server itself: wrong address, or the shop's URL rewriting is off. */
export class WebserviceNotFoundError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_WEBSERVICE_NOT_FOUND'
  override readonly retry = 'when-fixed'
}

/** A web page with status 200: something answers there, but no PrestaShop webservice. */
export class NotWebserviceError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_NOT_WEBSERVICE'
  override readonly retry = 'when-fixed'
}

/** Refused in front of PrestaShop: a firewall, a bot protection or a password on the whole site. */
export class BlockedError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_BLOCKED'
  override readonly retry = 'when-fixed'
}

/** 414: the web server takes no address of this length. */
export class UrlTooLongError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_URL_TOO_LONG'
  override readonly retry = 'never'
}

/** Code 27: this version of PrestaShop has no such resource. `details.resource` names it. */
export class ResourceUnknownError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_RESOURCE_UNKNOWN'
  override readonly retry = 'never'
}

/** There is no such record: an empty 404 of a read, code 92 of a write. */
export class RecordNotFoundError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_RECORD_NOT_FOUND'
  override readonly retry = 'never'
}

/** PrestaShop refused what was asked or written. `details.shopCode` is its code, `details.shopMessage` its words. */
export class RequestRejectedError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_REJECTED'
  override readonly retry = 'never'
}

/** PHP broke down in the shop: an empty 500, a "Fatal error" page, an internal error code. */
export class ShopFailedError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_FAILED'
  override readonly retry = 'later'
}

/** The answer was empty, cut off, or in another format than asked. */
export class AnswerUnreadableError extends AppError {
  override readonly code = 'ERR_PRESTASHOP_UNREADABLE'
  override readonly retry = 'later'
}
