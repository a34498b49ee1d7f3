/**
 * The adapter for the MetaKocka API: their calls, their words, nothing of ours.
 *
 * An *order number* (`buyer_order`) is ours, a *count code* is MetaKocka's number of a document, product or partner, and a *code* is a
 * product's SKU. A *register* is a list of values that each company keeps, such as its order statuses; no call reads one.
 */
export { formatDate, formatDotDate, formatTimestamp, parseDay, parseTimestamp, toMetakockaDay } from './calendar.ts'
export {
  createMetakockaClient,
  defaultConcurrency,
  type MetakockaClient,
  type MetakockaClientOptions,
} from './client.ts'
export { parseDecimal } from './decimal.ts'
export {
  Document,
  DocumentLine,
  DocumentLink,
  DocumentPartner,
  DocumentPayment,
  DoneAnswer,
  ExtraColumn,
  PutDocumentAnswer,
  PutSalesBillAnswer,
} from './document.ts'
export type {
  Attachment,
  ChangeDocumentStatusBody,
  CreditNoteBody,
  DocumentSwitches,
  DocumentType,
  GetDocumentBody,
  LineChange,
  MarkPaid,
  MetaData,
  ProductLine,
  PutDocumentBody,
  PutSalesBillBody,
  PutTransactionBody,
  SalesBillBody,
  SalesBillType,
  SalesOrderBody,
  UpdateDocumentBody,
} from './document-body.ts'
export {
  type DocumentReference,
  MetakockaDocumentNotFoundError,
  MetakockaDuplicateError,
  MetakockaInvalidValueError,
  MetakockaIpNotAllowedError,
  MetakockaPartnerNotFoundError,
  MetakockaProductsNotFoundError,
  MetakockaRefusal,
  MetakockaRefusedError,
  type Refusal,
} from './errors.ts'
export { Count, Day, DecimalText, Flag, type FlagText, Id, listOf, maybe, Text, Timestamp } from './fields.ts'
export { AddPartnerAnswer, Partner, PartnerAddress, PartnerContact, PartnerListAnswer } from './partner.ts'
export type {
  AddPartnerBody,
  AddressBody,
  ContactBody,
  GetPartnerBody,
  PartnerBody,
  PartnerReference,
  UpdatePartnerBody,
} from './partner-body.ts'
export {
  type CategoryNode,
  Compound,
  type CompoundBody,
  PriceDef,
  type PriceDefBody,
  Pricelist,
  Product,
  type ProductAddBody,
  ProductAnswer,
  ProductListAnswer,
  type ProductListBody,
  ProductStock,
  type ProductUpdateBody,
  removeStringValue,
} from './product.ts'
export { ReportAnswer, type ReportBody, ReportFile } from './report.ts'
export { SearchAnswer, type SearchBody, type SearchFilter } from './search.ts'
export {
  StockRow,
  Warehouse,
  WarehouseListAnswer,
  type WarehouseListBody,
  WarehouseStockAnswer,
  type WarehouseStockBody,
} from './stock.ts'
export { findPushedProducts, stockUpdateEvent } from './webhook.ts'
