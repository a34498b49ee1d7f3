import { type Company, createCompany } from './company.ts'
import { type Change, type Journal, openJournal } from './journal.ts'
import { defaultWarehouses, type SeedProduct, type SeedWarehouse, seedProducts, seedWarehouses } from './seeds.ts'
import type { MetakockaSettingsInput } from './settings.ts'

export interface CompanyOptions {
  companyId: string
  secretKey?: string | undefined
  /** Each setting given replaces the default, or what the data file holds. */
  settings?: MetakockaSettingsInput | undefined
  warehouses?: readonly SeedWarehouse[] | undefined
  seedProducts?: readonly SeedProduct[] | undefined
}

export interface Companies {
  find(id: string): Company | undefined
  all(): Company[]
  /** Makes the company, or takes the one of the data file; seeds add what is missing. */
  add(options: CompanyOptions): Company
  close(): void
}

/**
 * All companies of a server.
 *
 * @param onChange called after each call that changed something
 * @param dataFile journal they are kept in; without one they live in memory
 */
export const openCompanies = (
  now: () => Date,
  onChange: (company: Company, changes: readonly Change[]) => void,
  dataFile?: string,
): Companies => {
  const companies = new Map<string, Company>()
  let journal: Journal | undefined

  const create = (id: string): Company => {
    const company = createCompany(id, now, (changes) => {
      journal?.append({ company: id, changes })
      onChange(company, changes)
    })
    companies.set(id, company)
    return company
  }

  if (dataFile !== undefined) {
    journal = openJournal(
      dataFile,
      ({ company: id, changes }) => {
        const company = companies.get(id) ?? create(id)
        for (const change of changes) company.load(change)
      },
      () => Array.from(companies.values(), (company) => ({ company: company.id, changes: company.dump() })),
    )
  }

  return {
    find: (id) => companies.get(id),
    all: () => [...companies.values()],
    add(options) {
      const kept = companies.get(options.companyId)
      const company = kept ?? create(options.companyId)
      if (!kept || options.secretKey !== undefined) company.setSecretKey(options.secretKey ?? 'sandbox')
      if (options.settings) company.changeSettings(options.settings)
      seedWarehouses(company, options.warehouses ?? (kept ? [] : defaultWarehouses))
      seedProducts(company, options.seedProducts ?? [])
      company.commit()
      return company
    },
    close: () => journal?.close(),
  }
}
