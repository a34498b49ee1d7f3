import type { Complaint } from './complaints/complaint.ts'
import type { StoredDocument } from './documents/document.ts'
import type { DocType } from './documents/document-kinds.ts'
import type { Change } from './journal.ts'
import type { Partner } from './partners/partner.ts'
import type { Product } from './products/product.ts'
import { MetakockaSettings, type MetakockaSettingsInput } from './settings.ts'
import type { StockRow, Warehouse } from './stock/warehouse.ts'
import { createTable, type Table } from './table.ts'

/** One company in MetaKocka and all it holds. */
export interface Company {
  readonly id: string
  readonly now: () => Date
  readonly documents: Table<StoredDocument>
  readonly complaints: Table<Complaint>
  readonly partners: Table<Partner>
  readonly products: Table<Product>
  readonly warehouses: Table<Warehouse>
  readonly stock: Table<StockRow>
  secretKey(): string
  setSecretKey(secretKey: string): void
  settings(): MetakockaSettings
  /** Each setting given replaces the old one whole. */
  changeSettings(patch: MetakockaSettingsInput): void
  /** The next internal id: 13 digits, growing. */
  newId(): string
  /** The next number of a series, from 1. */
  newNumber(series: string): number
  /** Oldest first. */
  findDocumentsByBuyerOrder(docType: DocType, buyerOrder: string): StoredDocument[]
  /** Oldest first. */
  findDocumentsByCountCode(docType: DocType, countCode: string): StoredDocument[]
  findPartnersByCountCode(countCode: string): Partner[]
  findProductsByCode(code: string): Product[]
  findProductsByCountCode(countCode: string): Product[]
  /** Hands what changed since the last time to the journal. */
  commit(): void
  /** Takes a change from the journal. */
  load(change: Change): void
  /** All rows of all tables, as changes that would make them. */
  dump(): Change[]
}

/** Ids all have as many digits. */
const byAge = (a: StoredDocument, b: StoredDocument): number => a.mkId.localeCompare(b.mkId)

const firstId = 1_600_000_000_000

interface Configuration {
  secretKey: string
  settings: MetakockaSettings
}

/**
 * @param onCommit gets all changes of one call together
 */
export const createCompany = (id: string, now: () => Date, onCommit: (changes: Change[]) => void): Company => {
  let changed = new Map<string, Change>()
  const tables: Record<string, Table<unknown>> = {}
  const table = <T>(name: string): Table<T> => {
    const created = createTable<T>((rowId, value) =>
      changed.set(`${name}/${rowId}`, { table: name, id: rowId, ...(value === undefined ? {} : { value }) }),
    )
    tables[name] = created as Table<unknown>
    return created
  }
  const documents = table<StoredDocument>('documents')
  const partners = table<Partner>('partners')
  const products = table<Product>('products')
  const counters = table<number>('counters')
  const configuration = table<Configuration>('configuration')
  const documentsByCountCode = documents.indexBy((row) => `${row.docType}/${row.countCode}`)
  const documentsByBuyerOrder = documents.indexBy((row) => `${row.docType}/${row.buyerOrder}`)

  const getConfiguration = (): Configuration =>
    configuration.get('company') ?? { secretKey: '', settings: MetakockaSettings.parse({}) }
  const configure = (patch: Partial<Configuration>): void =>
    configuration.put('company', { ...getConfiguration(), ...patch })
  const newNumber = (series: string): number => {
    const number = (counters.get(series) ?? 0) + 1
    counters.put(series, number)
    return number
  }

  return {
    id,
    now,
    documents,
    partners,
    products,
    complaints: table('complaints'),
    warehouses: table('warehouses'),
    stock: table('stock'),
    secretKey: () => getConfiguration().secretKey,
    setSecretKey: (secretKey) => configure({ secretKey }),
    settings: () => getConfiguration().settings,
    changeSettings: (patch) =>
      configure({ settings: MetakockaSettings.parse({ ...getConfiguration().settings, ...patch }) }),
    newId: () => String(firstId + newNumber('id')),
    newNumber,
    findDocumentsByBuyerOrder: (docType, buyerOrder) => documentsByBuyerOrder(`${docType}/${buyerOrder}`).sort(byAge),
    findDocumentsByCountCode: (docType, countCode) => documentsByCountCode(`${docType}/${countCode}`).sort(byAge),
    findPartnersByCountCode: partners.indexBy((row) => row.countCode),
    findProductsByCode: products.indexBy((row) => row.code),
    findProductsByCountCode: products.indexBy((row) => row.countCode),
    commit() {
      if (changed.size === 0) return
      const changes = [...changed.values()]
      changed = new Map()
      onCommit(changes)
    },
    load: ({ table: name, id: rowId, value }) => tables[name]?.load(rowId, value),
    dump: () =>
      Object.entries(tables).flatMap(([name, rows]) =>
        Array.from(rows.entries(), ([rowId, value]) => ({ table: name, id: rowId, value })),
      ),
  }
}
