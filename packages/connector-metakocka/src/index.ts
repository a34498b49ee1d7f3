/** The port `Erp` on the MetaKocka client: mappers put our words into theirs, the binder finds which of theirs is ours. */
export { createMetakockaErp } from './erp.ts'
export { toPartnerBody } from './to-partner.ts'
export { toSalesOrderBody } from './to-sales-order-body.ts'
