/**
 * The PrestaShop webservice, with GET and PUT only, in PrestaShop's words. A *row* is a record as a list in JSON gives it; a
 * *record document* is the same record in XML, to be changed and sent back whole; *noise* is PHP output before an answer.
 */
export {
  type BatchQuery,
  createPrestashopClient,
  defaultConcurrency,
  type PageQuery,
  type PrestashopClient,
  type PutOptions,
} from './client.ts'
export {
  AnswerUnreadableError,
  BlockedError,
  KeyMalformedError,
  KeyNotForShopError,
  KeyNotReceivedError,
  KeyRefusedError,
  KeyWithoutRightsError,
  MethodNotPermittedError,
  NotWebserviceError,
  RecordNotFoundError,
  RedirectedError,
  RequestRejectedError,
  ResourceNotPermittedError,
  ResourceUnknownError,
  ShopAddressError,
  ShopFailedError,
  UrlTooLongError,
  WebserviceDisabledError,
  WebserviceNotFoundError,
} from './errors.ts'
export {
  associations,
  decimal,
  flag,
  id,
  integer,
  languages,
  localTime,
  optionalDecimal,
  optionalId,
  optionalLocalTime,
  type Translated,
  text,
} from './fields.ts'
export {
  anyOf,
  contains,
  endsWith,
  equal,
  type Filter,
  type FilterValue,
  greaterThan,
  lessThan,
  noneOf,
  range,
  startsWith,
} from './filter.ts'
export type { ListQuery } from './list-query.ts'
export type { Method, Permissions } from './permissions.ts'
export type { XmlDocument } from './record-document.ts'
export { Category, ProductFeature, ProductFeatureValue, ProductOption, ProductOptionValue } from './rows/catalogue.ts'
export { Address, Customer, Customization, Message } from './rows/customer.ts'
export {
  Order,
  OrderCarrier,
  OrderCartRule,
  OrderDetail,
  OrderHistory,
  OrderInvoice,
  OrderPayment,
  OrderSlip,
  OrderState,
} from './rows/order.ts'
export { Combination, Product, ProductSupplier, SpecificPrice, StockAvailable } from './rows/product.ts'
export {
  Carrier,
  Configuration,
  Country,
  Currency,
  Language,
  Shop,
  State,
  Tax,
  TaxRule,
  TaxRuleGroup,
} from './rows/shop.ts'
export { createKeyMask } from './shop-text.ts'
export { parseShopUrl } from './shop-url.ts'
export type { Noise, WebserviceOptions } from './webservice.ts'
