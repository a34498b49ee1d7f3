import {
  type ListedStock,
  type StockChange,
  StockOutcome,
  type StockPass,
  StockPassCounts,
  StockPassKind,
  StockPassState,
} from '@pretok/db'
import { StockTerm, StockTrigger, StockVerdict, tellTerm } from '@pretok/domain'
import { z } from 'zod'
import { given } from '../given.ts'
import { createCsv } from './csv.ts'
import { Reason } from './reason.ts'

/** One step of the way to a quantity, also in words. */
const Term = z.intersection(StockTerm, z.object({ text: z.string(), textSl: z.string() }))

const toTerm = (term: StockTerm): z.output<typeof Term> => {
  const { en, sl } = tellTerm(term)
  return { ...term, text: en, textSl: sl }
}

/** A row of a store's stock, and what Pretok would have it hold. */
export const StockItem = z
  .object({
    id: z.uuid(),
    connectionId: z.uuid(),
    storeRowId: z.string().meta({ description: 'Of `stock_availables`' }),
    storeProductId: z.string(),
    storeCombinationId: z.string().optional().meta({ description: "Absent on a product's own row" }),
    code: z.string().optional().meta({ description: 'By what it is matched with MetaKocka' }),
    name: z.string().optional(),
    quantity: z.int().meta({ description: 'What the store held when it was last read or written' }),
    quantityAt: z.iso.datetime(),
    target: z.int().optional().meta({ description: 'What it is to hold; absent where that is not ours to say' }),
    terms: z.array(Term).optional().meta({ description: 'How `target` comes about, step by step' }),
    verdict: StockVerdict.optional().meta({
      description:
        '`same`: it holds what it is to hold. `write`: it is to be written. `refused`: the store would not take it. `unsettled`: it changed again after every try. The others are never written, and `reason` tells why. Absent: not looked at yet',
    }),
    reason: Reason.optional(),
    erpMkId: z.string().optional(),
    judgedAt: z.iso.datetime().optional().meta({ description: 'Since when it stands so' }),
    writtenAt: z.iso.datetime().optional().meta({ description: 'When Pretok last wrote it' }),
    dueAt: z.iso.datetime().optional().meta({ description: 'It is to be looked at again then' }),
  })
  .meta({
    id: 'StockItem',
    examples: [
      {
        id: '01a2085c-1f0e-7a34-9c51-0d6a3b1e4f77',
        connectionId: '01a2085b-5cbb-724e-850d-6594249c9fdf',
        storeRowId: '59',
        storeProductId: '20',
        code: 'BOOK-95-001',
        name: 'Slovenska kuharica',
        quantity: 4,
        quantityAt: '2026-11-23T12:22:10.120Z',
        target: 3,
        terms: [
          {
            kind: 'warehouse',
            warehouse: 'glavno',
            basis: 'free',
            amount: '5',
            percent: 100,
            value: '5',
            result: '5',
            text: 'Warehouse glavno: 5 free: 5',
            textSl: 'Skladišče glavno: 5 prosto: 5',
          },
          {
            kind: 'inFlight',
            value: '2',
            result: '3',
            text: 'In orders that MetaKocka does not count yet: 2; left: 3',
            textSl: 'V naročilih, ki jih MetaKocka še ne šteje: 2; ostane: 3',
          },
        ],
        verdict: 'write',
        erpMkId: '1600000123',
      },
    ],
  })
export type StockItem = z.output<typeof StockItem>

export const toStockItem = ({ rowId, productId, combinationId, mkId, ...row }: ListedStock): StockItem => ({
  id: row.id,
  connectionId: row.connectionId,
  storeRowId: rowId,
  storeProductId: productId,
  quantity: row.quantity,
  quantityAt: row.quantityAt.toISOString(),
  ...given({
    storeCombinationId: combinationId,
    code: row.code,
    name: row.name,
    target: row.target,
    terms: row.terms?.map(toTerm),
    verdict: row.verdict,
    reason: row.reason,
    erpMkId: mkId,
    judgedAt: row.judgedAt?.toISOString(),
    writtenAt: row.writtenAt?.toISOString(),
    dueAt: row.dueAt?.toISOString(),
  }),
})

/** A quantity that was sent to the store. */
export const StockChangeItem = z
  .object({
    id: z.uuid(),
    stockId: z.uuid(),
    at: z.iso.datetime(),
    before: z.int(),
    after: z.int(),
    terms: z.array(Term),
    trigger: StockTrigger.meta({ description: 'What made Pretok look at it' }),
    outcome: StockOutcome.meta({ description: '`unknown`: it was sent, and no answer came' }),
    reason: Reason.optional(),
  })
  .meta({ id: 'StockChange' })

export const toStockChangeItem = ({
  itemId,
  at,
  terms,
  reason,
  ...change
}: StockChange): z.output<typeof StockChangeItem> => ({
  ...change,
  stockId: itemId,
  at: at.toISOString(),
  terms: terms.map(toTerm),
  ...given({ reason }),
})

/** Everything about one row. */
export const StockDetail = StockItem.extend({
  changes: z.array(StockChangeItem).meta({ description: 'The last ones of 90 days, newest first' }),
}).meta({ id: 'Stock' })

export const StockSummary = z
  .object({
    total: z.int(),
    counts: z
      .array(z.object({ verdict: StockVerdict.optional(), code: z.string().optional(), count: z.int() }))
      .meta({ description: 'By verdict and code of the reason, the most frequent first' }),
  })
  .meta({ id: 'StockSummary' })

/** Rows compared together, and written where they differ. */
export const StockPassItem = z
  .object({
    id: z.uuid(),
    connectionId: z.uuid(),
    kind: StockPassKind.meta({
      description:
        '`full`: all rows of the store. `delta`: those of which MetaKocka has other numbers than before. `compare`: a look, nothing is written',
    }),
    trigger: StockTrigger,
    state: StockPassState.meta({ description: '`stopped`: it looks wrong, and waits for a person' }),
    counts: StockPassCounts,
    reason: Reason.optional(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().optional(),
    releasedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'StockPass' })

export const toStockPassItem = (pass: StockPass): z.output<typeof StockPassItem> => {
  const { id, connectionId, kind, trigger, state, counts, reason, startedAt, finishedAt, releasedAt } = pass
  return {
    id,
    connectionId,
    kind,
    trigger,
    state,
    counts,
    startedAt: startedAt.toISOString(),
    ...given({ reason, finishedAt: finishedAt?.toISOString(), releasedAt: releasedAt?.toISOString() }),
  }
}

const numberText = (value: number | undefined): string | undefined => (value === undefined ? undefined : String(value))

export const stockCsv = createCsv<StockItem>({
  store_row_id: ({ storeRowId }) => storeRowId,
  store_product_id: ({ storeProductId }) => storeProductId,
  store_combination_id: ({ storeCombinationId }) => storeCombinationId,
  code: ({ code }) => code,
  name: ({ name }) => name,
  store_quantity: ({ quantity }) => String(quantity),
  erp_quantity: ({ terms }) => terms?.filter(({ kind }) => kind === 'warehouse').at(-1)?.result,
  target: ({ target }) => numberText(target),
  difference: ({ target, quantity }) => numberText(target === undefined ? undefined : target - quantity),
  verdict: ({ verdict }) => verdict,
  terms: ({ terms }) => terms?.map(({ text }) => text).join('\n'),
  terms_sl: ({ terms }) => terms?.map(({ textSl }) => textSl).join('\n'),
  reason_code: ({ reason }) => reason?.code,
  reason: ({ reason }) => reason?.message,
  reason_sl: ({ reason }) => reason?.messageSl,
  remedy: ({ reason }) => reason?.remedy,
  remedy_sl: ({ reason }) => reason?.remedySl,
})
