import { z } from 'zod'
import { DecimalText } from '../money.ts'

const step = {
  /** What this step brings in or takes away. */
  value: DecimalText,
  /** What is left after it. */
  result: DecimalText,
}

/** One step of the way from what the ERP has to what the store may sell. */
export const StockTerm = z.discriminatedUnion('kind', [
  /** Of one warehouse: `free` or `amount` as `basis` says, of which `percent` counts. `value` is what counts of it. */
  z.object({
    kind: z.literal('warehouse'),
    ...step,
    warehouse: z.string(),
    basis: z.enum(['free', 'amount']),
    amount: DecimalText,
    percent: z.int(),
  }),
  /** Pieces of orders that the ERP does not count yet. */
  z.object({ kind: z.literal('inFlight'), ...step }),
  z.object({ kind: z.literal('buffer'), ...step }),
  z.object({ kind: z.literal('percent'), ...step }),
  z.object({ kind: z.literal('cap'), ...step }),
  /** Whole pieces, and never less than none. */
  z.object({ kind: z.literal('whole'), ...step }),
])
export type StockTerm = z.output<typeof StockTerm>

/** A term as people read it: its name and what it did. */
export const tellTerm = (term: StockTerm): { en: string; sl: string } => {
  const { value, result } = term
  switch (term.kind) {
    case 'warehouse': {
      const { warehouse, amount, percent, basis } = term
      const share = percent === 100 ? '' : `, ${percent} %`
      return basis === 'free'
        ? {
            en: `Warehouse ${warehouse}: ${amount} free${share}: ${value}`,
            sl: `Skladišče ${warehouse}: ${amount} prosto${share}: ${value}`,
          }
        : {
            en: `Warehouse ${warehouse}: ${amount} in stock${share}: ${value}`,
            sl: `Skladišče ${warehouse}: ${amount} na zalogi${share}: ${value}`,
          }
    }
    case 'inFlight':
      return {
        en: `In orders that MetaKocka does not count yet: ${value}; left: ${result}`,
        sl: `V naročilih, ki jih MetaKocka še ne šteje: ${value}; ostane: ${result}`,
      }
    case 'buffer':
      return { en: `Kept back: ${value}; left: ${result}`, sl: `Zadržano: ${value}; ostane: ${result}` }
    case 'percent':
      return { en: `Of that, ${value} %: ${result}`, sl: `Od tega ${value} %: ${result}` }
    case 'cap':
      return { en: `At most ${value}: ${result}`, sl: `Največ ${value}: ${result}` }
    case 'whole':
      return { en: `Whole pieces, not below 0: ${result}`, sl: `Celi kosi, ne manj kot 0: ${result}` }
  }
}
