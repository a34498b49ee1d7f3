/** The port `Erp` on the MetaKocka client: mappers put our words into theirs, the binder finds which of theirs is ours. */
export { diagnoseMetakocka, type MetakockaDiagnosis } from './diagnosis/diagnose.ts'
export type { SeenEarlier } from './diagnosis/document-checks.ts'
export { createDryRun, type DryRun } from './dry-run.ts'
export { createMetakockaErp } from './erp.ts'
export { toPartnerBody } from './to-partner.ts'
export { toSalesOrderBody } from './to-sales-order-body.ts'
