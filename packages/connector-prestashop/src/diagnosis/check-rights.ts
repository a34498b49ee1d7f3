import type { Permissions } from '@pretok/client-prestashop'
import { type Bilingual, type Check, Flow, found, passed } from '@pretok/domain'
import { missingRights, type NeededRight } from '../rights.ts'
import { rightsSnippet } from './rights-snippet.ts'
import { topics } from './topics.ts'

const flowNames: Readonly<Record<Flow, Bilingual>> = {
  orders: ['orders', 'naročila'],
  products: ['products', 'izdelke'],
  stock: ['stock', 'zalogo'],
  statuses: ['shipment news', 'obvestila o pošiljkah'],
  invoices: ['invoices', 'račune'],
}

/** Boxes that are ticked and that no flow needs, counted by verb. */
const countSurplus = (needed: readonly NeededRight[], { resources }: Permissions): Record<string, number> => {
  const wanted = new Map(needed.map(({ resource, verbs }) => [resource, verbs as readonly string[]]))
  const surplus: Record<string, number> = {}
  for (const [resource, verbs] of resources) {
    for (const verb of verbs) {
      // Reading harms nothing, and PrestaShop has a box that ticks all of it.
      if (verb !== 'GET' && !wanted.get(resource)?.includes(verb)) surplus[verb] = (surplus[verb] ?? 0) + 1
    }
  }
  return surplus
}

const toDetails = (rights: readonly NeededRight[]) =>
  rights.map(({ resource, verbs, flows }) => ({ resource, verbs, flows }))

/** Holds the boxes of the key against those that the flows need. */
export const checkRights = (needed: readonly NeededRight[], permissions: Permissions): Check => {
  const lacking = missingRights(needed, permissions)
  const surplus = countSurplus(needed, permissions)
  const details = { missing: toDetails(lacking), moreThanNeeded: surplus }
  const missing = lacking.filter(({ optional }) => !optional)
  if (missing.length > 0) {
    const flows = Flow.options.filter((flow) => missing.some((right) => right.flows.includes(flow)))
    const names = (language: 0 | 1) => flows.map((flow) => flowNames[flow][language]).join(', ')
    return found(topics.rights, {
      status: 'failed',
      code: 'ERR_PRESTASHOP_RIGHTS_MISSING',
      message: [
        `The key is good, but lacks rights for: ${names(0)}.`,
        `Ključ je veljaven, nima pa vseh pravic za: ${names(1)}.`,
      ],
      snippet: rightsSnippet(lacking),
      details,
    })
  }
  if (lacking.length > 0) {
    const names = lacking.map(({ resource }) => resource).join(', ')
    return found(topics.rights, {
      status: 'warning',
      code: 'ERR_PRESTASHOP_RIGHTS_MISSING',
      message: [
        `The key has all rights that are necessary. What stands in ${names} does not come along.`,
        `Ključ ima vse nujne pravice. Kar je v virih ${names}, se ne prenese.`,
      ],
      snippet: rightsSnippet(lacking),
      details,
    })
  }
  const more = Object.keys(surplus).join(', ')
  return more === ''
    ? passed(
        topics.rights,
        ['The key may do all that is needed, and no more.', 'Ključ sme vse, kar je potrebno, in nič več.'],
        { details },
      )
    : passed(
        topics.rights,
        [
          `The key may do all that is needed. It may do more (${more}): Pretok never does, so those boxes can be cleared.`,
          `Ključ sme vse, kar je potrebno. Sme tudi več (${more}): Pretok tega ne počne, zato lahko ta polja počistite.`,
        ],
        { details },
      )
}
