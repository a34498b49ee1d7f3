import type { CallOptions } from '@pretok/http'
import { RemoteOutcomeUnknownError } from '@pretok/kernel'
import type { ZodType } from 'zod'
import { toBatches } from './batches.ts'
import { AnswerUnreadableError, RecordNotFoundError } from './errors.ts'
import { type Call, toLabel } from './exchange.ts'
import { anyOf, equal, type Filter, greaterThan } from './filter.ts'
import { type ListQuery, toSearch } from './list-query.ts'
import { type Permissions, toPermissions } from './permissions.ts'
import { readRows } from './read-rows.ts'
import { idsOf, toRecordDocument, writeRecords, type XmlDocument } from './record-document.ts'
import { createWebservice, type WebserviceOptions } from './webservice.ts'

/** Calls at once that an ordinary shop bears beside its visitors. */
export const defaultConcurrency = 4

// Servers commonly take 8 KiB of request line; proxies in front add to it.
const maxUrlBytes = 6_000

// Sent back as they came, these are refused (code 93).
const readOnlyFields: Readonly<Record<string, readonly string[]>> = { products: ['manufacturer_name', 'quantity'] }

const assertId = (id: string): void => {
  // MySQL reads "12abc" as 12.
  if (!/^\d+$/.test(id)) throw new RangeError('an id is a number')
}

/** A row that can be ordered and paged by its id. */
interface Identified {
  id: string
}

export type BatchQuery = Omit<ListQuery, 'sort' | 'limit' | 'offset'>

export interface PageQuery extends BatchQuery {
  /** Any field but `id`, which turns the pages. */
  filter?: Readonly<Record<string, Filter>> & { id?: never }
  pageSize: number
  /** Only rows with a higher id. */
  after?: string
}

export interface PutOptions extends CallOptions {
  /** Sends the associations back too; the shop then deletes what they do not list. */
  keepAssociations?: boolean
  /** Lets the shop mail the customer; for tracking numbers on `order_carriers`. */
  sendEmail?: boolean
}

/** Every method throws the errors of `errors.ts`, the kernel's `Remote*` errors, or the signal's reason. */
export interface PrestashopClient {
  list<Row>(resource: string, row: ZodType<Row>, query?: ListQuery, options?: CallOptions): Promise<Row[]>
  /** All rows whose `field` is one of `ids`, by id, in as many requests as the address length asks for; none for no ids. */
  listByIds<Row extends Identified>(
    resource: string,
    row: ZodType<Row>,
    field: string,
    ids: readonly string[],
    query?: BatchQuery,
    options?: CallOptions,
  ): Promise<Row[]>
  /** Pages by id, ascending: rows that appear or vanish meanwhile shift nothing. Ends after a page that is not full. */
  pages<Row extends Identified>(
    resource: string,
    row: ZodType<Row>,
    query: PageQuery,
    options?: CallOptions,
  ): AsyncIterable<Row[]>
  /** The record, or undefined when the shop has none. That is proof of absence: without the right to read, this throws. */
  find<Row>(resource: string, row: ZodType<Row>, id: string, options?: CallOptions): Promise<Row | undefined>
  /** Whether there is such a record. `false` is PrestaShop's own 404, which proves that it is gone. */
  exists(resource: string, id: string, options?: CallOptions): Promise<boolean>
  /** @throws {RecordNotFoundError} */
  readXml(resource: string, id: string, options?: CallOptions): Promise<XmlDocument>
  /**
   * Reads the record, changes it and writes it back whole, since a PUT empties every field it does not name; writes nothing
   * where `change` changes nothing. There is no lock: what somebody else writes in between is lost.
   *
   * @returns the record as the shop stored it
   * @throws {RequestRejectedError} refused; on `orders` a changed state may have been carried out all the same
   * @throws {RemoteOutcomeUnknownError} the write may have been done
   */
  put(resource: string, id: string, change: (document: XmlDocument) => void, options?: PutOptions): Promise<XmlDocument>
  /**
   * Writes several records whole with one request, and reads none: what a record does not name is emptied. PrestaShop saves them
   * one after the other and stops at the first that it refuses, without saying which; those before it stay written.
   *
   * @param records one or more, with different ids
   * @throws {RequestRejectedError | RecordNotFoundError} one of them is refused
   * @throws {RemoteOutcomeUnknownError} any of them may have been written
   */
  putAll(resource: string, records: readonly Readonly<Record<string, string>>[], options?: CallOptions): Promise<void>
  /** What the key may do. */
  permissions(options?: CallOptions): Promise<Permissions>
  /** The shop's own address; ends in `/`. */
  shopUrl: URL
  /** PrestaShop's version, known after the first accepted call. */
  version(): string | undefined
}

/** A client for one shop's webservice, with GET and PUT only. */
export const createPrestashopClient = (options: WebserviceOptions): PrestashopClient => {
  const webservice = createWebservice(options)

  const list: PrestashopClient['list'] = async (resource, row, query = {}, callOptions = {}) => {
    const call: Call = { method: 'GET', resource }
    const { value } = await webservice.call(call, 'json', { ...callOptions, search: toSearch(query) })
    return readRows(value, call, row)
  }

  const listByIds = async <Row extends Identified>(
    resource: string,
    row: ZodType<Row>,
    field: string,
    ids: readonly string[],
    query: BatchQuery = {},
    callOptions: CallOptions = {},
  ): Promise<Row[]> => {
    const unique = [...new Set(ids)]
    if (unique.length === 0) return []
    const queryFor = (values: string[]) => ({ ...query, filter: { ...query.filter, [field]: anyOf(values) } })
    const shortest = webservice.toUrl({ method: 'GET', resource }, toSearch(queryFor(['0', '0'])))
    const found = new Map<string, Row>()
    for (const batch of toBatches(unique, maxUrlBytes - shortest.href.length)) {
      for (const record of await list(resource, row, queryFor(batch), callOptions)) found.set(record.id, record)
    }
    return [...found.values()].sort((a, b) => Number(a.id) - Number(b.id))
  }

  async function* pages<Row extends Identified>(
    resource: string,
    row: ZodType<Row>,
    { pageSize, after = '0', ...query }: PageQuery,
    callOptions?: CallOptions,
  ): AsyncIterable<Row[]> {
    let last = after
    for (;;) {
      const filter = { ...query.filter, id: greaterThan(last) }
      const page = await list(resource, row, { ...query, filter, limit: pageSize }, callOptions)
      const [first] = page
      if (first && Number(first.id) <= Number(last)) {
        throw new AnswerUnreadableError(`GET ${resource}: the shop pays no heed to the page asked for`, { resource })
      }
      if (page.length > 0) yield page
      if (page.length < pageSize) return
      last = page.at(-1)?.id ?? last
    }
  }

  const readXml: PrestashopClient['readXml'] = async (resource, id, callOptions = {}) => {
    const call: Call = { method: 'GET', resource, id }
    const { root } = await webservice.call(call, 'xml', callOptions)
    const document = toRecordDocument(root)
    if (document?.get('id') !== id) {
      throw new AnswerUnreadableError(`${toLabel(call)}: the answer is not this record`, { call: toLabel(call) })
    }
    return document
  }

  const put: PrestashopClient['put'] = async (resource, id, change, putOptions = {}) => {
    const { keepAssociations = false, sendEmail = false, ...callOptions } = putOptions
    const document = await readXml(resource, id, callOptions)
    const asRead = document.toString()
    change(document)
    if (document.toString() === asRead) return document
    // The id in the body decides which record is written, not the one in the address.
    if (document.get('id') !== id) throw new RangeError('a record keeps its id')

    if (!keepAssociations) document.remove('associations')
    for (const field of readOnlyFields[resource] ?? []) document.remove(field)
    const call: Call = { method: 'PUT', resource, id }
    const { root } = await webservice.call(call, 'xml', {
      ...callOptions,
      search: sendEmail ? 'sendemail=1' : '',
      body: document.toString(),
    })
    const stored = toRecordDocument(root)
    if (stored?.get('id') === id) return stored
    throw new RemoteOutcomeUnknownError(`${toLabel(call)}: the answer is not this record; it may have been written`, {
      call: toLabel(call),
    })
  }

  const putAll: PrestashopClient['putAll'] = async (resource, records, callOptions = {}) => {
    const call: Call = { method: 'PUT', resource }
    const body = writeRecords(resource, records)
    const { root } = await webservice.call(call, 'xml', { ...callOptions, body })
    const stored = new Set(idsOf(root))
    if (records.every(({ id = '' }) => stored.has(id))) return
    throw new RemoteOutcomeUnknownError(`${toLabel(call)}: the answer lacks records; they may have been written`, {
      call: toLabel(call),
    })
  }

  return {
    list,
    listByIds,
    pages,
    readXml,
    put,
    putAll,
    shopUrl: new URL('..', webservice.toUrl({ method: 'GET', resource: '' }, '')),
    version: webservice.version,
    async exists(resource, id, callOptions = {}) {
      assertId(id)
      // As JSON: in XML a control character in some text would make the answer unreadable.
      const search = 'display=full&output_format=JSON'
      try {
        await webservice.call({ method: 'GET', resource, id }, 'json', { ...callOptions, search })
        return true
      } catch (error) {
        if (error instanceof RecordNotFoundError) return false
        throw error
      }
    },
    async find(resource, row, id, callOptions) {
      assertId(id)
      const [found] = await list(resource, row, { filter: { id: equal(id) } }, callOptions)
      return found
    },
    async permissions(callOptions = {}) {
      const { root } = await webservice.call({ method: 'GET', resource: '' }, 'xml', callOptions)
      const permissions = toPermissions(root, webservice.version())
      if (permissions) return permissions
      throw new AnswerUnreadableError('GET resources: the answer holds no list of resources')
    },
  }
}
