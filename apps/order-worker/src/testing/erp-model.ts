import {
  addressKey,
  amount,
  type Erp,
  type ErpDocument,
  ErpDuplicateError,
  ErpProductUnknownError,
  formatCents,
  type OrderErp,
  type PartnerRef,
  type Party,
  type PortOptions,
  partyKey,
  type SalesOrder,
  sum,
} from '@pretok/domain'
import { RemoteOutcomeUnknownError, RemoteUnavailableError } from '@pretok/kernel'

/** A document over there, and the order that it was booked for; absent when somebody else booked it. */
export type ModelDocument = ErpDocument & { orderId?: string }

export interface ModelPartner {
  partnerId: string
  /** The tax number, or all that tells one person from another. */
  who: string
  addresses: { addressId: string; place: string }[]
}

/** One call, taken apart. */
export interface RemoteCall {
  readonly name: string
  readonly writes: boolean
  readonly runner: number
  /** `waiting` on our side, `out` and not acted upon, `done` over there, `over`: nothing can come of it any more. */
  stage: 'waiting' | 'out' | 'done' | 'over'
  /** Somebody on our side still waits for the answer. */
  listening: boolean
  leftAtMs: number
}

interface HeldCall extends RemoteCall {
  mayStart: () => boolean
  act(): unknown
  result?: { value: unknown } | { error: unknown }
  resolve(value: unknown): void
  reject(error: unknown): void
}

export interface ErpModelOptions {
  now(): number
  /** So long after a write has left the ERP may act on it. */
  actsWithinMs: number
  /** Refuses a number that stands already. */
  uniqueBuyerOrder: boolean
  /** A runner has handed a call over and waits. */
  onWait(runner: number): void
  /** A runner is about to hear how its call ended. */
  onAnswer(runner: number): void
}

const unanswered = ({ writes }: RemoteCall): Error =>
  writes ? new RemoteOutcomeUnknownError('no answer') : new RemoteUnavailableError('no answer')

const whoIs = (party: Party): string => party.vatNumber ?? partyKey(party)

export const toModelDocument = (
  order: Pick<SalesOrder, 'buyerOrder' | 'currency' | 'lines'>,
): Omit<ErpDocument, 'mkId' | 'countCode'> => {
  const lines = order.lines.map(({ code, quantity, unitPrice, taxRate }) => ({
    code,
    quantity: String(quantity),
    gross: formatCents(amount(unitPrice).times(quantity)),
    taxRate,
  }))
  const total = formatCents(sum(lines.map(({ gross }) => gross)))
  return { buyerOrder: order.buyerOrder, currency: order.currency, total, lines }
}

/**
 * An ERP at the other end of a line that does what lines do. Nothing happens by itself: whoever holds the model says when a call
 * leaves, when the ERP acts on it and when its answer arrives, or that it does not.
 */
export const createErpModel = ({ now, actsWithinMs, uniqueBuyerOrder, onWait, onAnswer }: ErpModelOptions) => {
  const documents: ModelDocument[] = []
  const partners: ModelPartner[] = []
  let products: { id: string; code: string }[] = []
  const calls: HeldCall[] = []
  let ids = 0
  const newId = (): string => String(++ids)

  const held = (call: RemoteCall): HeldCall => call as HeldCall
  const end = (call: HeldCall): void => {
    call.stage = 'over'
    call.listening = false
    calls.splice(calls.indexOf(call), 1)
  }
  const tell = (call: HeldCall, result: { value: unknown } | { error: unknown }): void => {
    call.listening = false
    onAnswer(call.runner)
    if ('value' in result) call.resolve(result.value)
    else call.reject(result.error)
  }

  const store = (document: Omit<ModelDocument, 'mkId' | 'countCode'>): ModelDocument => {
    const mkId = newId()
    const stored = { mkId, countCode: `PP-${mkId}`, ...document }
    documents.push(stored)
    return stored
  }
  const withNumber = (buyerOrder: string) => documents.filter((document) => document.buyerOrder === buyerOrder)

  const book = (order: SalesOrder, orderId: string): ErpDocument => {
    const standing = withNumber(order.buyerOrder)
    if (uniqueBuyerOrder && standing.length > 0) throw new ErpDuplicateError('there is one', standing)
    const unknown = order.lines.map(({ code }) => code).filter((code) => !products.some((one) => one.code === code))
    if (unknown.length > 0) throw new ErpProductUnknownError('unknown products', unknown)
    const { lines: _, ...told } = store({ ...toModelDocument(order), orderId })
    return told
  }

  const addProduct = (code: string): string => {
    const id = newId()
    products.push({ id, code })
    return id
  }

  const findPartner = (party: Party) => partners.find(({ who }) => who === whoIs(party))

  /** @param partnerId of whom the address is; absent: of a new partner, whether there is such a one or not */
  const addPartner = (party: Party, partnerId?: string): PartnerRef => {
    const address = { addressId: newId(), place: addressKey(party) }
    const known = partners.find((partner) => partner.partnerId === partnerId)
    const partner = known ?? { partnerId: newId(), who: whoIs(party), addresses: [] }
    if (!known) partners.push(partner)
    partner.addresses.push(address)
    return { partnerId: partner.partnerId, addressId: address.addressId }
  }

  /** What a runner holds of the ERP. */
  const port = (runner: number): Erp => {
    const call = <Value>(name: string, writes: boolean, act: () => Value, options: PortOptions = {}): Promise<Value> =>
      new Promise<Value>((resolve, reject) => {
        calls.push({
          name,
          writes,
          runner,
          stage: 'waiting',
          listening: true,
          leftAtMs: 0,
          mayStart: options.mayStart ?? (() => true),
          act,
          resolve: resolve as (value: unknown) => void,
          reject,
        })
        onWait(runner)
      })
    const findProduct: Erp['findProduct'] = (code, options) =>
      call('find product', false, () => products.find((product) => product.code === code)?.id, options)

    const outside = () => Promise.reject(new Error('not part of the model'))
    const erp: Partial<Record<keyof Erp, unknown>> &
      Pick<OrderErp, 'findSalesOrders' | 'bookSalesOrder' | 'findProduct' | 'ensureProduct' | 'ensurePartner'> = {
      findSalesOrders: (buyerOrder, options) =>
        call('find documents', false, () => structuredClone(withNumber(buyerOrder)), options),
      bookSalesOrder: (order, { correlationId }, options) =>
        call('book', true, () => book(order, correlationId), options),
      findProduct,
      ensureProduct: async ({ code }, options) => {
        const known = await findProduct(code, options)
        return known ?? (await call('add product', true, () => addProduct(code), options))
      },
      ensurePartner: async (party, options) => {
        const place = addressKey(party)
        const found = await call('find partner', false, () => structuredClone(findPartner(party)), options)
        const address = found?.addresses.find((one) => one.place === place)
        if (found && address) return { partnerId: found.partnerId, addressId: address.addressId }
        return call('add partner', true, () => addPartner(party, found?.partnerId), options)
      },
      findPaid: outside,
      addPayment: outside,
      check: outside,
      readFacts: outside,
      readProgress: outside,
    }
    return erp as Erp
  }

  const act = (call: RemoteCall): void => {
    const acting = held(call)
    try {
      acting.result = { value: acting.act() }
    } catch (error) {
      acting.result = { error }
    }
    acting.stage = 'done'
    if (!acting.listening) end(acting)
  }

  return {
    documents: documents as readonly ModelDocument[],
    partners: partners as readonly ModelPartner[],
    products: () => products as readonly { id: string; code: string }[],
    calls: calls as readonly RemoteCall[],
    port,
    /** The last question whether it may; if so, it is gone. */
    leave: (call: RemoteCall): void => {
      const leaving = held(call)
      if (leaving.mayStart()) {
        leaving.stage = 'out'
        leaving.leftAtMs = now()
        return
      }
      end(leaving)
      tell(leaving, { error: new RemoteUnavailableError('too late to start; nothing was sent') })
    },
    act,
    answer: (call: RemoteCall): void => {
      const { result = { error: new Error('nothing to answer') } } = held(call)
      end(held(call))
      tell(held(call), result)
    },
    /** The other side says no before it did anything. */
    refuse: (call: RemoteCall, error: Error): void => {
      end(held(call))
      tell(held(call), { error })
    },
    /** The line breaks, on the way there (`arrives` false) or back; the ERP may act on what arrives even later. */
    lose: (call: RemoteCall, arrives: boolean): void => {
      const lost = held(call)
      if (!arrives || lost.stage === 'done' || !lost.writes) end(lost)
      tell(lost, { error: unanswered(lost) })
    },
    /** A runner is gone: what it has not sent never leaves, and nobody hears the rest. */
    forget: (runner: number): void => {
      for (const call of calls.filter((one) => one.runner === runner)) {
        call.listening = false
        if (call.stage !== 'out' || !call.writes) end(call)
      }
    },
    /** Time has passed: what is out for longer than the ERP takes was acted upon in the last moment, or never will be. */
    expire: (actsAtLast: boolean): void => {
      for (const call of calls.filter(({ stage, leftAtMs }) => stage === 'out' && now() > leftAtMs + actsWithinMs)) {
        if (actsAtLast) act(call)
        else if (!call.listening) end(call)
        else Object.assign(call, { stage: 'done', result: { error: unanswered(call) } })
      }
    },
    /** Somebody else books. */
    bookElsewhere: (document: Omit<ErpDocument, 'mkId' | 'countCode'>): void => {
      if (uniqueBuyerOrder && withNumber(document.buyerOrder ?? '').length > 0) return
      store(document)
    },
    /** What stands here before anything begins. */
    addPayer: (party: Party): void => void addPartner(party, findPartner(party)?.partnerId),
    addProducts: ({ lines = [] }: Pick<ErpDocument, 'lines'>): void => {
      for (const { code = '' } of lines) if (!products.some((one) => one.code === code)) addProduct(code)
    },
    /** Somebody deletes a product. */
    deleteProduct: (code: string): void => {
      products = products.filter((product) => product.code !== code)
    },
  }
}
export type ErpModel = ReturnType<typeof createErpModel>
