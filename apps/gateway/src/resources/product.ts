import { type ListedProduct, ProductAction, type ProductRecord } from '@pretok/db'
import { ErpProduct, ErpProductFields, ProductPlan, StoreItem } from '@pretok/domain'
import { z } from 'zod'
import { given } from '../given.ts'
import { Reason } from './reason.ts'

const { changes, left } = ProductPlan.shape

/** An item of the store's catalogue, and what is to become of it. */
export const ProductItem = z
  .object({
    id: z.uuid(),
    connectionId: z.uuid(),
    storeProductId: z.string(),
    storeCombinationId: z.string().optional().meta({ description: 'Absent for a product without combinations' }),
    code: z.string().meta({ description: 'By what it is matched with MetaKocka; empty = it has none' }),
    name: z.string(),
    isActive: z.boolean(),
    action: ProductAction.optional().meta({
      description:
        '`create` and `change`: to be written. `leave`: nothing is to be written. `skip`: it does not travel. `quarantine`: it is doubtful, `reason` tells why. Absent: not planned since it changed',
    }),
    changes: changes.meta({
      description: 'What would be written, field by field; of a new product, all that it would have',
    }),
    left: left.meta({ description: "What is different in MetaKocka and stays so, as the field is not the store's" }),
    reason: Reason.optional().meta({ description: 'Why it is in quarantine' }),
    notes: z.array(Reason).meta({ description: 'What stopped nothing, and should be known' }),
    erpMkId: z.string().optional().meta({ description: 'The product in MetaKocka that it is' }),
    plannedAt: z.iso.datetime().optional().meta({ description: 'Since when it stands so' }),
    writtenAt: z.iso.datetime().optional().meta({ description: 'When Pretok last wrote it to MetaKocka' }),
    readAt: z.iso.datetime(),
    goneAt: z.iso.datetime().optional().meta({ description: 'Since when it is known to be gone from the store' }),
  })
  .meta({
    id: 'ProductItem',
    examples: [
      {
        id: '01a2085c-1f0e-7a34-9c51-0d6a3b1e4f77',
        connectionId: '01a2085b-5cbb-724e-850d-6594249c9fdf',
        storeProductId: '6',
        code: 'demo_11',
        name: 'Mug The best is yet to come',
        isActive: true,
        action: 'change',
        changes: [{ field: 'name', from: 'Mug', to: 'Mug The best is yet to come' }],
        left: [],
        notes: [],
        erpMkId: '1600000123',
        plannedAt: '2026-11-23T12:22:14.994Z',
        readAt: '2026-11-23T12:22:10.120Z',
      },
    ],
  })
export type ProductItem = z.output<typeof ProductItem>

/** Everything about one item. */
export const ProductDetail = ProductItem.extend({
  store: StoreItem.optional().meta({ description: 'As the store tells it; absent when that could not be understood' }),
  erp: z.array(ErpProduct).meta({ description: 'All products of MetaKocka with its code, as last read' }),
  lastWritten: ErpProductFields.optional().meta({
    description: 'All that Pretok has written of it, the latest of each field',
  }),
}).meta({ id: 'Product' })
export type ProductDetail = z.output<typeof ProductDetail>

export const ProductSummary = z
  .object({
    total: z.int().meta({ description: 'Items that the store has, as far as it was read' }),
    counts: z
      .array(z.object({ action: ProductAction.optional(), code: z.string().optional(), count: z.int() }))
      .meta({ description: 'By action and code of the reason, the most frequent first' }),
    erpProducts: z.int().meta({ description: 'Products that MetaKocka has, as far as it was read' }),
    storeReadAt: z.iso.datetime().optional().meta({ description: 'When the last complete reading of the store began' }),
    erpReadAt: z.iso.datetime().optional().meta({ description: 'The same of MetaKocka' }),
  })
  .meta({
    id: 'ProductSummary',
    examples: [
      {
        total: 60,
        counts: [
          { action: 'leave', count: 52 },
          { action: 'quarantine', code: 'ERR_PRODUCT_DUPLICATE_IN_STORE', count: 8 },
        ],
        erpProducts: 214,
        storeReadAt: '2026-11-23T01:02:10.120Z',
        erpReadAt: '2026-11-23T01:03:14.994Z',
      },
    ],
  })

/** What a new product would have, told like a change. */
const toChanges = ({ action, changes, fields }: ProductPlan): ProductPlan['changes'] =>
  action === 'create' ? Object.entries(fields).map(([field, to]) => ({ field, to })) : changes

export const toProductItem = (item: ListedProduct): ProductItem => {
  const { id, connectionId, productId, combinationId, code, name, isActive, action, plan, erpMkId } = item
  return {
    id,
    connectionId,
    storeProductId: productId,
    code,
    name,
    isActive,
    changes: plan ? toChanges(plan) : [],
    left: plan?.left ?? [],
    notes: plan?.notes ?? [],
    readAt: item.readAt.toISOString(),
    ...given({
      storeCombinationId: combinationId,
      action,
      reason: plan?.reason,
      erpMkId,
      plannedAt: item.plannedAt?.toISOString(),
      writtenAt: item.writtenAt?.toISOString(),
      goneAt: item.goneAt?.toISOString(),
    }),
  }
}

export const toProductDetail = (item: ProductRecord): ProductDetail => ({
  ...toProductItem(item),
  ...given({ store: item.snapshot, lastWritten: item.plan?.lastWritten }),
  erp: item.standing,
})
