/**
 * Stand-ins for the remote systems: real servers that answer as recorded and documented, hold what they are given, and can be
 * told to fail. What they assume where nothing is known stands in `docs/sandbox.md`.
 */
export type { CompanyOptions as MetakockaCompanyOptions } from './metakocka/companies.ts'
export type {
  CompanyView as MetakockaCompany,
  PrintedDocument as MetakockaDocument,
  PrintedStock as MetakockaStock,
} from './metakocka/company-view.ts'
export type { FaultInput as MetakockaFault } from './metakocka/faults.ts'
export type { SeedProduct as MetakockaSeedProduct } from './metakocka/seeds.ts'
export { type MetakockaSandbox, type MetakockaSandboxOptions, startMetakockaSandbox } from './metakocka/server.ts'
export type { MetakockaSettings, MetakockaSettingsInput } from './metakocka/settings.ts'
export type { FaultInput as PrestashopFault } from './prestashop/faults.ts'
export type { KeyName as PrestashopKeyName } from './prestashop/load-dump.ts'
export {
  loadRecordings as loadPrestashopRecordings,
  type Recording as PrestashopRecording,
} from './prestashop/recording.ts'
export type { Row as PrestashopRow } from './prestashop/row.ts'
export { type PrestashopSandbox, type PrestashopSandboxOptions, startPrestashopSandbox } from './prestashop/sandbox.ts'
