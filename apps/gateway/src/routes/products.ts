import {
  countErpProducts,
  countProducts,
  findPass,
  getConnection,
  getProduct,
  listProducts,
  ProductAction,
} from '@pretok/db'
import { ConnectionId } from '@pretok/domain'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RouteDeps } from '../app.ts'
import { given } from '../given.ts'
import { IdKey, itemText, pageOf, pageQuery, toPage } from '../paging.ts'
import { answers, problems } from '../problem.ts'
import { sendCsv, toCsvLines } from '../resources/csv.ts'
import { ProductDetail, ProductItem, ProductSummary, toProductDetail, toProductItem } from '../resources/product.ts'
import { productCsv } from '../resources/product-csv.ts'

const shared = { tags: ['Products'] }

const filter = {
  action: ProductAction.optional(),
  code: z
    .string()
    .regex(/^ERR_[A-Z_]{1,60}$/, 'is not like ERR_PRODUCT_REFERENCE_MISSING')
    .optional()
    .meta({ description: 'Of the reason' }),
  text: itemText,
}

export const productRoutes: FastifyPluginAsyncZod<RouteDeps> = async (app, { db }) => {
  app.get(
    '/products',
    {
      schema: {
        ...shared,
        summary: 'List the items of the store, and what is to become of each in MetaKocka',
        description:
          'An item is a product without combinations, or one combination of a product. What is shown is what was planned last: by a poll, or by a sync with `dryRun`, which works with the flow switched off as well.',
        querystring: z.strictObject({ connectionId: ConnectionId.optional(), ...filter, ...pageQuery(IdKey) }),
        response: {
          200: answers('A page of items, in the order in which they were first read', pageOf(ProductItem)),
          ...problems(400),
        },
      },
    },
    async ({ query: { limit, cursor, ...named } }) => {
      const rows = await listProducts(db, given(named), { limit: limit + 1, ...given({ after: cursor?.[0] }) })
      return toPage(rows, limit, toProductItem, ({ id }) => [id])
    },
  )

  app.get(
    '/products/summary',
    {
      schema: {
        ...shared,
        summary: 'Count the items by what is to become of them',
        querystring: z.strictObject({ connectionId: ConnectionId }),
        response: {
          200: answers('How many there are; those that are gone are not counted', ProductSummary),
          ...problems(400, 404),
        },
      },
    },
    async ({ query: { connectionId } }) => {
      await getConnection(db, connectionId)
      const [counts, erpProducts, store, erp] = await Promise.all([
        countProducts(db, connectionId),
        countErpProducts(db, connectionId),
        findPass(db, connectionId, 'store'),
        findPass(db, connectionId, 'erp'),
      ])
      return {
        total: counts.reduce((total, { count }) => total + count, 0),
        counts,
        erpProducts,
        ...given({ storeReadAt: store.completeAt, erpReadAt: erp.completeAt }),
      }
    },
  )

  app.get(
    '/products.csv',
    {
      schema: {
        ...shared,
        summary: 'All items as a file for a spreadsheet',
        description: 'CSV as of RFC 4180, in UTF-8 with a byte order mark; changes and notes are lines within a cell.',
        querystring: z.strictObject({ connectionId: ConnectionId, ...filter }),
        response: {
          200: { description: 'The file', content: { 'text/csv': { schema: z.string() } } },
          ...problems(400, 404),
        },
      },
    },
    async ({ query }, reply) => {
      await getConnection(db, query.connectionId)
      const asked = given(query)
      return sendCsv(
        reply,
        'products.csv',
        toCsvLines(productCsv, toProductItem, (page) => listProducts(db, asked, page)),
      ) as never
    },
  )

  app.get(
    '/products/:id',
    {
      schema: {
        ...shared,
        summary: 'Get an item, with what both sides say of it',
        params: z.object({ id: z.uuid() }),
        response: { 200: answers('The item', ProductDetail), ...problems(400, 404) },
      },
    },
    async ({ params: { id } }) => toProductDetail(await getProduct(db, id)),
  )
}
