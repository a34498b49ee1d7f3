/**
 * The catalogue: which work exists, declared once. A *queue* is a flow, a *job* a kind of work in it.
 * Knows neither BullMQ nor the database.
 */
export { connectionsQueue } from './connections.ts'
export {
  defineJob,
  defineQueue,
  type Job,
  type JobName,
  type Payload,
  type PayloadSchema,
  type Queue,
  type Side,
} from './define.ts'
export { ordersQueue } from './orders.ts'
export { productsQueue } from './products.ts'
export { stockQueue } from './stock.ts'
