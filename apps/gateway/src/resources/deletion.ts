import type { DeletionFacts } from '@pretok/db'
import { z } from 'zod'

/** What deleting a connection means, before it is done. */
export const DeletionResource = z
  .object({
    confirm: z.string().meta({ description: 'What to give as `confirm` to delete it: its name' }),
    goes: z.object({
      orders: z.int().meta({ description: 'With their history, proofs and reasons' }),
      unsettledOrders: z.int().meta({
        description:
          'Of these, orders that are being sent or whose outcome at MetaKocka is unknown: nobody looks them up any more',
      }),
      syncs: z.int(),
      bindings: z.int().meta({ description: 'Partners and products of MetaKocka known to be the store’s' }),
      products: z.int().meta({ description: 'Products and combinations of the store, as they were read' }),
    }),
    stays: z.array(z.string()),
    staysSl: z.array(z.string()),
  })
  .meta({
    id: 'ConnectionDeletion',
    examples: [
      {
        confirm: 'Trgovina',
        goes: { orders: 1234, unsettledOrders: 0, syncs: 12, bindings: 900, products: 450 },
        stays: ['Everything in the store and in MetaKocka; neither is called'],
        staysSl: ['Vse v trgovini in v MetaKocki; nobena ni klicana'],
      },
    ],
  })
export type DeletionResource = z.output<typeof DeletionResource>

export const toDeletionResource = ({ name, ...goes }: DeletionFacts): DeletionResource => ({
  confirm: name,
  goes,
  stays: [
    'Everything in the store and in MetaKocka; neither is called.',
    'The audit log, this deletion included.',
    'A connection made anew with the same prefix finds the booked orders in MetaKocka by their numbers and books none twice.',
  ],
  staysSl: [
    'Vse v trgovini in v MetaKocki; nobene Pretok pri tem ne kliče.',
    'Dnevnik sprememb, vključno s tem izbrisom.',
    'Nova povezava z isto predpono najde knjižena naročila v MetaKocki po številkah in nobenega ne vknjiži dvakrat.',
  ],
})
