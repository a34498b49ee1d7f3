import { z } from 'zod'
import { about } from '../about.ts'

const buffer = z.int().min(0).max(1_000_000)
const percent = z.int().min(0).max(100)
const cap = z.int().min(0).max(1_000_000)

/** Other limits for some of the items. What is absent is as for all. */
export const StockOverride = z
  .object({
    references: z.array(z.string().min(1)).min(1).optional(),
    /** A category anywhere on the path, by its name. */
    categories: z.array(z.string().min(1)).min(1).optional(),
    manufacturers: z.array(z.string().min(1)).min(1).optional(),
    buffer: buffer.optional(),
    percent: percent.optional(),
    cap: cap.optional(),
  })
  .refine(({ references, categories, manufacturers }) => references || categories || manufacturers, {
    message: 'says for which references, categories or manufacturers it is',
  })
export type StockOverride = z.output<typeof StockOverride>

/** How the ERP's stock comes to the store. */
export const StockSettings = z.object({
  pollSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .refine((seconds) => seconds === 0 || seconds >= 60, 'is 0 (never) or 60 to 86400')
    .default(600)
    .meta(
      about(
        "Seconds between two readings of MetaKocka's stock: 60 to 86400, at night once of all rows of the store; or 0 for webhooks and readings on request only.",
        'Sekunde med dvema branjema zaloge iz MetaKocke: 60 do 86400, ponoči enkrat vseh vrstic trgovine; ali 0 samo za spletne kljuke in branje na zahtevo.',
      ),
    ),
  warehouses: z
    .array(z.object({ mark: z.string().min(1).max(30), percent: percent.default(100) }))
    .max(100)
    .default([])
    .meta(
      about(
        "Marks of the warehouses whose stock is for sale, each with the share of it that counts; empty = the company's main one.",
        'Oznake skladišč, katerih zaloga je naprodaj, vsako z deležem, ki šteje; prazno = glavno skladišče.',
      ),
    ),
  quantity: z
    .enum(['free', 'amount'])
    .default('free')
    .meta(
      about(
        'What counts: stock without what open orders have reserved, or all of it. Where a company keeps no reservations, all of it counts and open orders are taken off here.',
        'Kaj šteje: zaloga brez rezervacij odprtih naročil ali vsa zaloga. Kjer podjetje ne vodi rezervacij, šteje vsa, odprta naročila pa se odštejejo tukaj.',
      ),
    ),
  buffer: buffer
    .default(0)
    .meta(about('Pieces of each product that are kept back.', 'Kosi vsakega izdelka, ki se zadržijo.')),
  percent: percent
    .default(100)
    .meta(about('Share of what is left that is offered.', 'Delež preostanka, ki se ponudi.')),
  cap: cap.optional().meta(about('Never offer more than this.', 'Nikoli ne ponudi več kot toliko.')),
  overrides: z
    .array(StockOverride)
    .max(1_000)
    .default([])
    .meta(
      about(
        'Other limits for some products, categories or manufacturers. The first that fits counts.',
        'Druge omejitve za nekatere izdelke, kategorije ali proizvajalce. Velja prva, ki ustreza.',
      ),
    ),
  mostToZeroPercent: percent
    .default(30)
    .meta(
      about(
        'A pass that would set a greater share of the rows to zero stops and asks. 100 = never.',
        'Prehod, ki bi na nič postavil večji delež vrstic, se ustavi in vpraša. 100 = nikoli.',
      ),
    ),
  shortestAnswerPercent: percent
    .default(50)
    .meta(
      about(
        'A pass on a list of MetaKocka that is shorter than this share of the last one stops and asks. 0 = never.',
        'Prehod ob seznamu iz MetaKocke, ki je krajši od tega deleža prejšnjega, se ustavi in vpraša. 0 = nikoli.',
      ),
    ),
})
export type StockSettings = z.output<typeof StockSettings>
