import type { CompanyOptions } from '../companies.ts'
import type { TestCompany } from '../sandbox.fixture.ts'
import type { MetakockaSettingsInput } from '../settings.ts'
import type { Fields } from '../wire/fields.ts'

/** What a company needs so that a documented request gets its documented answer. */
export interface Scenario {
  settings?: MetakockaSettingsInput
  options?: Partial<CompanyOptions>
  /** The time it happens, for what depends on it. */
  now?: string
  /** Makes what the request refers to; gives the real id for each id of the sample. */
  prepare?: (company: TestCompany) => Promise<Record<string, string>>
  /** Replaces fields of the request. */
  request?: Fields
  /** Keys the sample shows and the stand-in leaves out. */
  leftOut?: string[]
  /** Keys whose value is determined. */
  exact?: string[]
  /** Replaces fields of the expected answer that hold the sample's own data. */
  expected?: Fields
}

export type Scenarios = Readonly<Record<string, Scenario>>
