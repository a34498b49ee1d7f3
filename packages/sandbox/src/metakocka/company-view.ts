import { z } from 'zod'
import type { Company } from './company.ts'
import { printComplaint } from './complaints/complaint.ts'
import type { DocType } from './documents/document-kinds.ts'
import { printDocument } from './documents/print-document.ts'
import { getWarehouse, statusesOf } from './documents/registers.ts'
import { saveDocument } from './documents/store.ts'
import { printPartner } from './partners/partner.ts'
import { printProduct } from './products/print-product.ts'
import { type SeedProduct, seedProducts } from './seeds.ts'
import type { MetakockaSettings, MetakockaSettingsInput } from './settings.ts'
import { setStockRow } from './stock/movements.ts'
import { listStock } from './stock/stock-calls.ts'
import type { Fields } from './wire/fields.ts'

/** A line as `get_document` prints it with `show_product_detail` and `show_tax_factor`. */
export interface PrintedLine {
  mk_id: string
  mk_row_id: string
  code: string
  name: string
  amount: string
  price?: string
  price_with_tax?: string
  discount?: string
  tax: string
  tax_factor: string
  [name: string]: unknown
}

/** A document as `get_document` prints it with its switches on. */
export interface PrintedDocument {
  mk_id: string
  doc_type: DocType
  count_code: string
  doc_date: string
  buyer_order?: string
  status_desc?: string
  sum_basic?: string
  sum_all?: string
  sum_paid?: string
  product_list: PrintedLine[]
  [name: string]: unknown
}

/** A row as `warehouse_stock` prints it. */
export interface PrintedStock {
  warehouse_id: string
  mk_id: string
  code: string
  amount: string
  reserved_amount?: string
  free_amount?: string
  [name: string]: unknown
}

/** What a person does to a document in MetaKocka itself, out of the API's reach. */
export const DocumentAmendment = z.strictObject({
  /** Description of the status. */
  status: z.string().optional(),
  /** When an invoice was issued; ISO instant. */
  publishedAt: z.iso.datetime({ offset: true }).optional(),
  /** Further values, printed as given: `furs_zoi`, `furs_eor`, ... */
  texts: z.record(z.string(), z.string()).optional(),
})
export type DocumentAmendment = z.output<typeof DocumentAmendment>

export const StockLevel = z.strictObject({
  code: z.string(),
  /** Decimal number of pieces. */
  amount: z.string().regex(/^-?\d+(\.\d+)?$/),
  /** Mark; the main one when absent. */
  warehouse: z.string().optional(),
  microlocation: z.string().optional(),
})
export type StockLevel = z.output<typeof StockLevel>

/** A company seen and set from outside the API. Changes are on disk when a method returns. */
export interface CompanyView {
  readonly id: string
  settings(): MetakockaSettings
  /** Each setting given replaces the old one whole. */
  changeSettings(patch: MetakockaSettingsInput): void
  documents(docType?: DocType): PrintedDocument[]
  complaints(): Fields[]
  partners(): Fields[]
  products(): Fields[]
  stock(): PrintedStock[]
  /** Adds products whose code is not there yet. */
  addProducts(seeds: readonly SeedProduct[]): void
  /** Sets the pieces at one place; throws for an unknown code. */
  setStock(level: StockLevel): void
  /** Throws for an unknown document or status. */
  amendDocument(mkId: string, amendment: DocumentAmendment): void
}

const allSwitches: Fields = {
  show_tax_factor: true,
  show_product_detail: true,
  show_product_metadata: true,
  show_payment_detail: true,
  show_attachments: true,
  return_document_info: true,
}

const productSwitches: Fields = {
  return_pricelist: true,
  show_tax_factor: true,
  return_category: true,
  return_product_compound: true,
}

const amend = (company: Company, mkId: string, { status, publishedAt, texts }: DocumentAmendment): void => {
  const document = company.documents.get(mkId)
  if (!document) throw new Error(`no document ${mkId}`)
  if (
    status !== undefined &&
    !statusesOf(company, document.docType).some(({ description }) => description === status)
  ) {
    throw new Error(`no status ${status}`)
  }
  saveDocument(company, document, {
    status: status ?? document.status,
    publishedAt: publishedAt ?? document.publishedAt,
    texts: { ...document.texts, ...texts },
  })
}

const setLevel = (company: Company, { code, amount, warehouse, microlocation }: StockLevel): void => {
  const [product] = company.findProductsByCode(code)
  if (!product) throw new Error(`no product ${code}`)
  setStockRow(company, {
    warehouseId: getWarehouse(company, warehouse).mkId,
    productId: product.mkId,
    microlocation,
    amount,
  })
}

export const createCompanyView = (company: Company): CompanyView => {
  const change = (make: () => void): void => {
    make()
    company.commit()
  }
  return {
    id: company.id,
    settings: company.settings,
    changeSettings: (patch) => change(() => company.changeSettings(patch)),
    complaints: () => company.complaints.all().map((complaint) => printComplaint(company, complaint)),
    documents: (docType) =>
      company.documents
        .all()
        .filter((document) => docType === undefined || document.docType === docType)
        .map((document) => printDocument(company, document, allSwitches) as PrintedDocument),
    partners: () => company.partners.all().map(printPartner),
    products: () =>
      company.products.all().map((product) => ({
        ...printProduct(company, product, productSwitches),
        attachment_list: product.lists['attachment_list'],
      })),
    stock: () => listStock(company, { return_reservation_without_stock: true }) as PrintedStock[],
    addProducts: (seeds) => change(() => seedProducts(company, seeds)),
    setStock: (level) => change(() => setLevel(company, level)),
    amendDocument: (mkId, amendment) => change(() => amend(company, mkId, amendment)),
  }
}
