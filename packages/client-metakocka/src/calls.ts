import type { z } from 'zod'
import type { CreateComplaintBody } from './complaint.ts'
import { Document, DoneAnswer, PutDocumentAnswer, PutSalesBillAnswer } from './document.ts'
import type {
  ChangeDocumentStatusBody,
  GetDocumentBody,
  PutDocumentBody,
  PutSalesBillBody,
  PutTransactionBody,
  UpdateDocumentBody,
} from './document-body.ts'
import { AddPartnerAnswer, PartnerListAnswer } from './partner.ts'
import type { AddPartnerBody, GetPartnerBody, UpdatePartnerBody } from './partner-body.ts'
import {
  type ProductAddBody,
  ProductAnswer,
  ProductListAnswer,
  type ProductListBody,
  type ProductUpdateBody,
} from './product.ts'
import { ReportAnswer, type ReportBody } from './report.ts'
import { SearchAnswer, type SearchBody } from './search.ts'
import { WarehouseListAnswer, type WarehouseListBody, WarehouseStockAnswer, type WarehouseStockBody } from './stock.ts'

/** Where the calls of a family are sent. Under another family a call answers a web page with status 404. */
const families = {
  v1: '/rest/eshop/v1/',
  json: '/rest/eshop/v1/json/',
  eshop: '/rest/eshop/',
} as const

export interface Call<Body, Schema extends z.ZodType> {
  family: keyof typeof families
  /** What the answer must look like. */
  schema: Schema
  /** The call changes something over there. */
  writes?: boolean
  /** At most one such call is in flight per company. */
  alone?: boolean
  /** The call may answer a file instead of JSON. */
  files?: boolean
  /** Never set: carries the type of the request's body. */
  body?: Body
}

const taking =
  <Body>() =>
  <Schema extends z.ZodType>(call: Call<Body, Schema>): Call<Body, Schema> =>
    call

/** Every call we make. A key is the call's name in camel case; name and path follow from it. */
export const calls = {
  /** Stores a document; with `mk_id` it replaces the whole stored one. */
  putDocument: taking<PutDocumentBody>()({ family: 'v1', schema: PutDocumentAnswer, writes: true }),
  /** Changes parts of a document. */
  updateDocument: taking<UpdateDocumentBody>()({ family: 'v1', schema: DoneAnswer, writes: true }),
  /** Reads one document; refuses with `MetakockaDocumentNotFoundError`. */
  getDocument: taking<GetDocumentBody>()({ family: 'v1', schema: Document }),
  /** Reads one page of documents or products, at most 100. */
  search: taking<SearchBody>()({ family: 'v1', schema: SearchAnswer, alone: true }),
  /** Reads partners; refuses with `MetakockaPartnerNotFoundError`. */
  getPartner: taking<GetPartnerBody>()({ family: 'v1', schema: PartnerListAnswer }),
  /** Adds a partner with its billing address. */
  addPartner: taking<AddPartnerBody>()({ family: 'v1', schema: AddPartnerAnswer, writes: true }),
  /** Changes a partner, or adds contacts and addresses to it. */
  updatePartner: taking<UpdatePartnerBody>()({ family: 'v1', schema: PartnerListAnswer, writes: true }),
  /** Reads one page of products, at most 1000. */
  productList: taking<ProductListBody>()({ family: 'json', schema: ProductListAnswer }),
  /** Adds a product. */
  productAdd: taking<ProductAddBody>()({ family: 'json', schema: ProductAnswer, writes: true }),
  /** Changes a product. */
  productUpdate: taking<ProductUpdateBody>()({ family: 'json', schema: ProductAnswer, writes: true }),
  /** Reads the warehouses. */
  warehouseList: taking<WarehouseListBody>()({ family: 'json', schema: WarehouseListAnswer }),
  /** Reads one page of stock, at most 1000 rows. */
  warehouseStock: taking<WarehouseStockBody>()({ family: 'json', schema: WarehouseStockAnswer }),
  /** Stores a bill the old way; with `send_to_furs` it is fiscally verified or not stored at all. */
  putSalesBill: taking<PutSalesBillBody>()({ family: 'json', schema: PutSalesBillAnswer, writes: true }),
  /** Adds one payment to a document; doing it again adds another. */
  putTransaction: taking<PutTransactionBody>()({ family: 'v1', schema: DoneAnswer, writes: true }),
  /** Changes the status of orders. */
  changeDocumentStatus: taking<ChangeDocumentStatusBody>()({ family: 'v1', schema: DoneAnswer, writes: true }),
  /** Makes a complaint; doing it again makes another. */
  createComplaint: taking<CreateComplaintBody>()({ family: 'eshop', schema: DoneAnswer, writes: true }),
  /** Prints a document. */
  report: taking<ReportBody>()({ family: 'v1', schema: ReportAnswer, files: true }),
}

export type CallKey = keyof typeof calls

/** The call's name in the API: `putDocument` -> `put_document`. */
export const toCallName = (key: CallKey): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Where the call is sent: `putDocument` -> `/rest/eshop/v1/put_document`. */
export const toPath = (key: CallKey): string => `${families[calls[key].family]}${toCallName(key)}`
