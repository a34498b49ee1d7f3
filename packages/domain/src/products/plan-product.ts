import type { Reason } from '../orders/order-state.ts'
import { isBarcode } from './barcode.ts'
import { isSameField } from './compare-fields.ts'
import { type ErpProduct, type ErpProductFields, ProductField } from './erp-product.ts'
import { findObstacle } from './find-obstacle.ts'
import { itemCode } from './item-code.ts'
import { labelOf } from './item-name.ts'
import type { ProductPlan } from './product-plan.ts'
import { productReasons } from './product-reasons.ts'
import { isWritten, type ProductSituation } from './product-situation.ts'
import { isNameCut, toErpFields } from './to-erp-fields.ts'

type Change = ProductPlan['changes'][number]

const plan = (action: ProductPlan['action'], rest: Partial<ProductPlan> = {}): ProductPlan => ({
  action,
  changes: [],
  left: [],
  fields: {},
  notes: [],
  ...rest,
})

const pick = (fields: ErpProductFields, names: readonly string[]): ErpProductFields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)))

const planInactive = ({ item, siblings, standing, settings }: ProductSituation): ProductPlan => {
  const [stands, another] = standing
  // The code is another item's that is sold: the product in the ERP is that one's.
  if (!stands || siblings.some(({ isActive }) => isActive)) return plan('skip')
  const mkId = another ? {} : { mkId: stands.mkId }
  if (settings.whenInactive === 'leave' || !standing.some(({ isActive }) => isActive)) return plan('leave', mkId)
  if (another) {
    const code = itemCode(item, settings)
    const products = standing.map(({ mkId, countCode }) => ({ mkId, countCode }))
    return plan('quarantine', { reason: productReasons.duplicateInErp({ item: labelOf(item), code, products }) })
  }
  const changes = [{ field: 'active', from: true, to: false }]
  return plan('change', { ...mkId, changes, fields: { active: false } })
}

/** What a field holds when the store no longer has anything for it. Others cannot be emptied in the ERP. */
const emptied: ErpProductFields = {
  description: '',
  barcode: '',
  weight: '0',
  size: { width: '0', height: '0', depth: '0' },
  minimalQuantity: '1',
}

/**
 * Something that the store does not tell is no wish to empty it, unless Pretok has written it and the store has it no longer. A
 * barcode that is not valid is not told, and still there.
 */
const withEmptied = (wanted: ErpProductFields, { item, lastWritten = {}, settings }: ProductSituation) => {
  const gone = ProductField.options.filter(
    (field) =>
      settings.owners[field] === 'store' &&
      wanted[field] === undefined &&
      lastWritten[field] !== undefined &&
      !isSameField(field, lastWritten[field], emptied[field]) &&
      !(field === 'barcode' && item.ean13 !== ''),
  )
  return { ...wanted, ...pick(emptied, gone) }
}

/** What the ERP has; of images it does not tell, so there it is what was written. */
const toStanding = (product: ErpProduct, { settings, lastWritten }: ProductSituation): ErpProductFields => {
  const prices = product.priceLists[settings.priceList ?? '']
  const { prices: _ofNoKnownList, ...fields } = product.fields
  return {
    ...fields,
    ...(prices && { prices }),
    ...(lastWritten?.images && { images: lastWritten.images }),
  }
}

const toChange = (field: string, from: unknown, to: unknown): Change => ({
  field,
  ...(from !== undefined && { from }),
  to,
})

const planStanding = (product: ErpProduct, wanted: ErpProductFields, situation: ProductSituation): ProductPlan => {
  const { settings, lastWritten } = situation
  const stands = toStanding(product, situation)
  const all = withEmptied(wanted, situation)
  const different = ProductField.options.filter(
    (field) => all[field] !== undefined && !isSameField(field, stands[field], all[field]),
  )
  const changeOf = (field: ProductField): Change => toChange(field, stands[field], all[field])
  const written = different.filter((field) => settings.owners[field] === 'store')
  const changes = written.map(changeOf)
  const left = different.filter((field) => !written.includes(field) && field !== 'images').map(changeOf)
  const fields = pick(all, written)

  if (!product.isActive) {
    const wasOurs = settings.whenInactive === 'deactivate' && lastWritten?.active === false
    ;(wasOurs ? changes : left).push(toChange('active', false, true))
    if (wasOurs) fields.active = true
  }
  return plan(changes.length > 0 ? 'change' : 'leave', { mkId: product.mkId, changes, left, fields })
}

const findNotes = (situation: ProductSituation): Reason[] => {
  const { item: whole, standing, known, settings } = situation
  const item = labelOf(whole)
  const { ean13 } = whole
  const mkId = standing[0]?.mkId
  const notes: Reason[] = []
  if (ean13 !== '' && !isBarcode(ean13) && isWritten('barcode', situation))
    notes.push(productReasons.barcodeLeftOut({ item, ean13 }))
  if (isNameCut(whole, settings) && isWritten('name', situation)) notes.push(productReasons.nameCut({ item }))
  if (known !== undefined && mkId !== undefined && mkId !== known)
    notes.push(productReasons.matchChanged({ item, code: itemCode(whole, settings), from: known, to: mkId }))
  return notes
}

/** Decides what is to become of one item in the ERP. It asks nobody and writes nothing. */
export const planProduct = (situation: ProductSituation): ProductPlan => {
  const { item, standing, settings, now, contents = [] } = situation
  if (!item.isActive) return planInactive(situation)

  const parts = contents.flatMap(({ mkId, amount }) => (mkId === undefined ? [] : [{ mkId, amount }]))
  const wanted = toErpFields(item, settings, now, parts)
  const [product] = standing
  const reason = findObstacle(situation, wanted)
  if (reason) return plan('quarantine', { reason, ...(standing.length === 1 && product && { mkId: product.mkId }) })

  const notes = findNotes(situation)
  if (product) {
    // What was written of another product says nothing of this one.
    const isOther = situation.known !== undefined && situation.known !== product.mkId
    return { ...planStanding(product, wanted, isOther ? { ...situation, lastWritten: undefined } : situation), notes }
  }
  // Without a name nothing can be created.
  const sent = ProductField.options.filter((field) => field === 'name' || isWritten(field, situation))
  return plan('create', { fields: pick(wanted, sent), notes })
}
