import type { ItemToPlan } from '@pretok/db'
import { type ProductPlan, type ProductSettings, planProduct } from '@pretok/domain'

/** What is to become of an item. What is gone from the store is not sold there, like what is switched off. */
export const planItem = ({ item, isGone, ...rest }: ItemToPlan, settings: ProductSettings): ProductPlan =>
  planProduct({ ...rest, item: isGone ? { ...item, isActive: false } : item, settings, now: new Date() })
