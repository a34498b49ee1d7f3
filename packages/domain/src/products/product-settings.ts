import { z } from 'zod'
import { about } from '../about.ts'
import type { ProductField } from './erp-product.ts'

/**
 * Who owns a field: the store (every change is written), the ERP (never written), or the store once (written when the product is
 * created, a person's from then on).
 */
export const FieldOwner = z.enum(['store', 'once', 'erp'])
export type FieldOwner = z.output<typeof FieldOwner>

const owner = (description: string, descriptionSl: string) =>
  FieldOwner.default('once').meta(about(description, descriptionSl))

const column = z.string().trim().min(1).max(100)

const plainSettings = z.object({
  pollSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .refine((seconds) => seconds === 0 || seconds >= 60, 'is 0 (never) or 60 to 86400')
    .default(300)
    .meta(
      about(
        'Seconds between two readings of changed products: 60 to 86400, at night once of all of them; or 0 for readings on request only.',
        'Sekunde med dvema branjema spremenjenih izdelkov: 60 do 86400 ponoči enkrat vseh; ali 0 za branje samo na zahtevo.',
      ),
    ),
  matchBy: z
    .enum(['reference', 'ean13'])
    .default('reference')
    .meta(
      about(
        "What is MetaKocka's product code: the reference of the product or combination, or its EAN-13.",
        'Kaj je šifra izdelka v MetaKocki: referenca izdelka oziroma kombinacije ali njena koda EAN-13.',
      ),
    ),
  owners: z
    .object({
      name: owner('Name', 'Naziv'),
      description: owner('Description', 'Opis'),
      translations: owner('Names and descriptions in other languages', 'Nazivi in opisi v drugih jezikih'),
      barcode: owner('Barcode (EAN-13)', 'Črtna koda (EAN-13)'),
      weight: owner('Weight', 'Teža'),
      size: owner('Width, height and depth', 'Širina, višina in globina'),
      minimalQuantity: owner('Minimal order quantity', 'Najmanjša količina naročila'),
      prices: owner('Prices in the price list', 'Cene v ceniku'),
      categories: owner('Category paths', 'Poti kategorij'),
      extraColumns: owner('Extra columns', 'Dodatni stolpci'),
      images: owner('Images', 'Slike'),
      contents: owner('What a compound holds', 'Vsebina sestavljenega izdelka'),
    } satisfies Record<ProductField, z.ZodType>)
    .prefault({})
    .meta(
      about(
        'Who owns a field: `store` (each change in the store is written over what stands in MetaKocka), `once` (written when the product is created, then left to people) or `erp` (never written).',
        'Kdo je lastnik polja: `store` (vsaka sprememba v trgovini se zapiše čez podatek v MetaKocki), `once` (zapiše se ob nastanku izdelka, nato ga urejajo ljudje) ali `erp` (nikoli se ne zapiše).',
      ),
    ),
  priceList: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .meta(
      about(
        "Number of MetaKocka's sales price list that gets the store's prices; absent = no prices are written.",
        'Številka prodajnega cenika v MetaKocki, ki dobi cene trgovine; brez vnosa se cene ne pišejo.',
      ),
    ),
  priceBasis: z
    .enum(['gross', 'net'])
    .default('gross')
    .meta(about('Whether that price list holds prices with or without VAT.', 'Ali cenik vsebuje cene z DDV ali brez.')),
  specialPrices: z
    .boolean()
    .default(false)
    .meta(
      about(
        'Write the price that the store asks now, sales included, and its prices by quantity; else the usual price only.',
        'Zapiši ceno, ki v trgovini velja zdaj, tudi akcijsko, in količinske cene; sicer samo redno ceno.',
      ),
    ),
  unit: z
    .string()
    .trim()
    .min(1)
    .max(20)
    .default('kos')
    .meta(about('Unit of products created in MetaKocka.', 'Enota izdelkov, ustvarjenih v MetaKocki.')),
  attributes: z
    .enum(['name', 'columns', 'both'])
    .default('name')
    .meta(
      about(
        "Where a combination's attributes go: behind the name, to extra columns of the attributes' names (they must be declared in MetaKocka), or both.",
        'Kam gredo lastnosti kombinacije: za naziv, v dodatne stolpce z imeni lastnosti (v MetaKocki morajo obstajati) ali oboje.',
      ),
    ),
  features: z
    .enum(['none', 'columns', 'description'])
    .default('none')
    .meta(
      about(
        "Where a product's features go: nowhere, to extra columns of the features' names (they must be declared in MetaKocka), or below the description.",
        'Kam gredo značilnosti izdelka: nikamor, v dodatne stolpce z njihovimi imeni (v MetaKocki morajo obstajati) ali pod opis.',
      ),
    ),
  columns: z
    .object({
      manufacturer: column
        .optional()
        .meta(about('Extra column for the manufacturer.', 'Dodatni stolpec za proizvajalca.')),
      supplierReference: column
        .optional()
        .meta(about("Extra column for the supplier's reference.", 'Dodatni stolpec za dobaviteljevo šifro.')),
    })
    .prefault({})
    .meta(
      about(
        'Extra columns of MetaKocka, which must be declared there; without an entry none is written.',
        'Dodatni stolpci v MetaKocki, ki morajo tam obstajati; brez vnosa se ne pišejo.',
      ),
    ),
  packs: z
    .enum(['product', 'compound'])
    .default('product')
    .meta(
      about(
        'A pack becomes a product like others, or a compound of the products it holds, all of which must be matched first.',
        'Paket postane običajen izdelek ali sestavljen izdelek iz izdelkov, ki jih vsebuje in morajo biti prej povezani.',
      ),
    ),
  images: z
    .enum(['none', 'cover', 'all'])
    .default('none')
    .meta(
      about(
        'Which pictures MetaKocka fetches from the store as attachments.',
        'Katere slike MetaKocka prevzame iz trgovine kot priponke.',
      ),
    ),
  whenInactive: z
    .enum(['leave', 'deactivate'])
    .default('leave')
    .meta(
      about(
        'A product that is switched off in the store, or gone from it: leave it in MetaKocka as it is, or deactivate it there. None is ever deleted.',
        'Izdelek, ki je v trgovini izklopljen ali ga ni več: v MetaKocki naj ostane, kot je, ali pa se tam deaktivira. Nikoli se ne izbriše.',
      ),
    ),
})

/** How products go to the ERP. */
export const ProductSettings = plainSettings
  .refine(({ priceList, owners }) => priceList !== undefined || owners.prices !== 'store', {
    path: ['priceList'],
    message: 'is needed while the store owns the prices: name the price list, or set owners.prices to once or erp',
  })
  .refine(({ priceList, specialPrices }) => priceList !== undefined || !specialPrices, {
    path: ['priceList'],
    message: 'is needed for special prices: name the price list, or switch specialPrices off',
  })
  .refine(({ columns }) => columns.manufacturer === undefined || columns.manufacturer !== columns.supplierReference, {
    path: ['columns', 'supplierReference'],
    message: 'is the column of the manufacturer already: each needs one of its own',
  })
export type ProductSettings = z.output<typeof ProductSettings>
