import type { CallOptions, Transport, TransportResponse } from '@pretok/http'
import pLimit from 'p-limit'
import type { z } from 'zod'
import { readAnswer } from './answer.ts'
import { type Call, type CallKey, calls, toCallName, toPath } from './calls.ts'
import type { Document } from './document.ts'
import type { DocumentType, GetDocumentBody } from './document-body.ts'
import { MetakockaDocumentNotFoundError, MetakockaPartnerNotFoundError } from './errors.ts'
import { readPages, type Window } from './pages.ts'
import type { Partner } from './partner.ts'
import type { GetPartnerBody } from './partner-body.ts'
import type { Product, ProductListBody } from './product.ts'
import type { SearchBody } from './search.ts'
import type { StockRow, WarehouseStockBody } from './stock.ts'

/** Calls in flight per company that MetaKocka is known to bear: the concurrency for the client's transport. */
export const defaultConcurrency = 2

export interface MetakockaClientOptions {
  /** Default `https://main.metakocka.si`; some companies have servers of their own. */
  baseUrl?: string
  companyId: string
  secretKey: string
  transport: Transport
  /** Default 30 s. */
  readTimeoutMs?: number
  /** Default 120 s: a refused duplicate took 41 s, an order with its invoice 48 s. */
  writeTimeoutMs?: number
}

type Method<Key extends CallKey> =
  (typeof calls)[Key] extends Call<infer Body, infer Schema>
    ? (body: Body, options?: CallOptions) => Promise<z.output<Schema>>
    : never

type Methods = { [Key in CallKey]: Method<Key> }

/**
 * MetaKocka's calls by their names in camel case. Bodies and answers keep their spelling; values of answers are parsed.
 *
 * Every call may throw what a transport throws, and:
 * - {MetakockaRefusal} MetaKocka said no, and nothing was done
 * - {RemoteAuthError} company id or secret key is wrong
 * - {RemoteRateLimitedError} the quota is used up
 * - {RemoteAddressError} the base URL is not MetaKocka's
 * - {RemoteUnavailableError} a read came to nothing
 * - {RemoteOutcomeUnknownError} a write may have been done
 * - {RemoteShapeError} what was read is not as documented
 */
export interface MetakockaClient extends Methods {
  /** Like `getDocument`; `undefined` when MetaKocka says that there is none. */
  findDocument(body: GetDocumentBody, options?: CallOptions): Promise<Document | undefined>
  /** Like `getPartner`; empty when MetaKocka says that there is none. */
  findPartners(body: GetPartnerBody, options?: CallOptions): Promise<Partner[]>
  /** All hits of a search for documents, in order of `mk_id`, page by page. `body.limit` is the page size, default 100. */
  searchPages(
    body: Omit<SearchBody, 'offset'> & { doc_type: DocumentType },
    options?: CallOptions,
  ): AsyncGenerator<Document[], void, undefined>
  /** The same one by one. */
  searchAll(
    body: Omit<SearchBody, 'offset'> & { doc_type: DocumentType },
    options?: CallOptions,
  ): AsyncGenerator<Document, void, undefined>
  /** All products that match, page by page. `body.limit` is the page size, default 1000. */
  productPages(body: Omit<ProductListBody, 'offset'>, options?: CallOptions): AsyncGenerator<Product[], void, undefined>
  /** All stock that matches, page by page, a row per place. `body.limit` is the page size, default 1000. */
  stockPages(
    body: Omit<WarehouseStockBody, 'offset'>,
    options?: CallOptions,
  ): AsyncGenerator<StockRow[], void, undefined>
  /** The time by MetaKocka's own clock when it last began to answer; `undefined` as long as it has not said. */
  clock(): Date | undefined
}

/** MetaKocka says with status 200, in a short body, that its quota is used up (5) or that it broke down (1). */
const toLoadStatus = ({ status, body }: TransportResponse): number => {
  if (status !== 200 || body.byteLength > 4_096) return status
  const [, code] = /"opr_code"\s*:\s*"?([15])\b/.exec(new TextDecoder().decode(body)) ?? []
  if (code === undefined) return status
  return code === '5' ? 429 : 500
}

const createMethods = (options: MetakockaClientOptions, onAnswer: (response: TransportResponse) => void): Methods => {
  const { baseUrl = 'https://main.metakocka.si', companyId, secretKey, transport } = options
  const { readTimeoutMs = 30_000, writeTimeoutMs = 120_000 } = options
  const redact = (text: string) => text.replaceAll(secretKey, '[secret key]')
  const alone = pLimit(1)

  const toMethod = (key: CallKey) => {
    const { schema, writes = false, alone: waits = false, files = false }: Call<unknown, z.ZodType> = calls[key]
    const name = toCallName(key)
    const url = new URL(toPath(key), baseUrl)
    const send = async (body: object, callOptions: CallOptions = {}) => {
      const response = await transport.send({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, company_id: companyId, secret_key: secretKey }),
        timeoutMs: writes ? writeTimeoutMs : readTimeoutMs,
        writes,
        toLoadStatus,
        label: `MetaKocka ${name}`,
        ...callOptions,
      })
      onAnswer(response)
      return readAnswer({ name, writes, files, schema }, response, redact)
    }
    return waits ? (body: object, callOptions?: CallOptions) => alone(() => send(body, callOptions)) : send
  }

  return Object.fromEntries((Object.keys(calls) as CallKey[]).map((key) => [key, toMethod(key)])) as unknown as Methods
}

/** A client for one company. One per company and process: the limit of one search at a time lives inside. */
export const createMetakockaClient = (options: MetakockaClientOptions): MetakockaClient => {
  let clock: Date | undefined
  const methods = createMethods(options, ({ headers }) => {
    const time = Date.parse(headers.get('date') ?? '')
    if (!Number.isNaN(time)) clock = new Date(time)
  })

  const searchPages: MetakockaClient['searchPages'] = (body, callOptions) => {
    const readPage = async (window: Window) => {
      const { result, result_all_records, limit, offset } = await methods.search({ ...body, ...window }, callOptions)
      return { rows: result, total: result_all_records, limit, offset }
    }
    return readPages(readPage, Number(body.limit ?? 100))
  }

  return {
    ...methods,
    clock: () => clock,
    searchPages,

    async findDocument(body, callOptions) {
      // Asked for nothing, MetaKocka says that it cannot find it; that must not pass for "there is none".
      if (!('doc_id' in body ? body.doc_id : body.buyer_order)) throw new TypeError('findDocument needs an id')
      try {
        return await methods.getDocument(body, callOptions)
      } catch (error) {
        if (error instanceof MetakockaDocumentNotFoundError) return undefined
        throw error
      }
    },

    async findPartners(body, callOptions) {
      try {
        return (await methods.getPartner(body, callOptions)).partner_list
      } catch (error) {
        if (error instanceof MetakockaPartnerNotFoundError) return []
        throw error
      }
    },

    async *searchAll(body, callOptions) {
      for await (const page of searchPages(body, callOptions)) yield* page
    },

    productPages(body, callOptions) {
      const readPage = async (window: Window) => {
        const answer = await methods.productList({ ...body, ...window }, callOptions)
        return {
          rows: answer.product_list,
          count: answer.product_list_count,
          limit: answer.limit,
          offset: answer.offset,
        }
      }
      // What a whole list does not name is not in the catalogue: its end must be certain.
      return readPages(readPage, Number(body.limit ?? 1000), { untilEmpty: true })
    },

    stockPages(body, callOptions) {
      const readPage = async (window: Window) => {
        const answer = await methods.warehouseStock({ ...body, ...window }, callOptions)
        return { rows: answer.stock_list, count: answer.stock_list_count, limit: answer.limit, offset: answer.offset }
      }
      // What the list of all products does not name is out of stock: its end must be certain.
      const untilEmpty = body.product_mk_id_list === undefined && body.product_code_list === undefined
      return readPages(readPage, Number(body.limit ?? 1000), { untilEmpty })
    },
  }
}
