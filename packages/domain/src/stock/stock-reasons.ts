import type { Reason } from '../orders/order-state.ts'

type Text = readonly [en: string, sl: string]

const reason = (
  code: string,
  [message, messageSl]: Text,
  [remedy, remedySl]: Text,
  details: Record<string, unknown> = {},
): Reason => ({ code, message, messageSl, remedy, remedySl, details })

const lookAndRelease: Text = [
  'Look at the stock in MetaKocka and at the warehouses of this connection. If it is right as it is, release the pass; else correct it, and the next pass goes by itself.',
  'Preverite zalogo v MetaKocki in skladišča te povezave. Če je prav tako, prehod sprostite; sicer popravite in naslednji prehod steče sam.',
]

/** Every reason for which stock does not flow, in both languages. */
export const stockReasons = {
  unread: () =>
    reason(
      'ERR_STOCK_UNREAD',
      ['This product was not read from the store yet.', 'Ta izdelek še ni bil prebran iz trgovine.'],
      ['Nothing: the catalogue is read by itself.', 'Nič: katalog se prebere sam.'],
    ),
  noCode: () =>
    reason(
      'ERR_STOCK_NO_CODE',
      [
        'The product has nothing in the store by which it is matched with MetaKocka (reference or EAN-13, as the settings say).',
        'Izdelek v trgovini nima podatka, po katerem se ujema z MetaKocko (sklic ali EAN-13, kot je nastavljeno).',
      ],
      ['Enter it in the store.', 'Vnesite ga v trgovini.'],
    ),
  unmatched: (d: { code: string }) =>
    reason(
      'ERR_STOCK_UNMATCHED',
      [
        `MetaKocka has no active product with the code "${d.code}". The quantity in the store is left as it is.`,
        `MetaKocka nima aktivnega izdelka s šifro "${d.code}". Količina v trgovini ostane, kot je.`,
      ],
      [
        'Create the product in MetaKocka, or correct the code on either side.',
        'Ustvarite izdelek v MetaKocki ali popravite šifro na eni od strani.',
      ],
      d,
    ),
  twins: (d: { code: string; inStore: number; inErp: number }) =>
    reason(
      'ERR_STOCK_CODE_TWICE',
      [
        `The code "${d.code}" stands on ${d.inStore} items of the store and on ${d.inErp} active products of MetaKocka, so nobody can tell which is which.`,
        `Šifra "${d.code}" je na ${d.inStore} artiklih trgovine in na ${d.inErp} aktivnih izdelkih MetaKocke, zato ni jasno, kateri je kateri.`,
      ],
      ['Give each of them a code of its own.', 'Vsakemu dajte svojo šifro.'],
      d,
    ),
  notStocked: () =>
    reason(
      'ERR_STOCK_NOT_STOCKED',
      ['Services and virtual products have no stock.', 'Storitve in virtualni izdelki nimajo zaloge.'],
      ['Nothing.', 'Nič.'],
    ),
  keptByStore: () =>
    reason(
      'ERR_STOCK_KEPT_BY_STORE',
      [
        'The store keeps this row from its own warehouses (advanced stock management); nobody can write it.',
        'Trgovina to vrstico vodi iz svojih skladišč (napredno upravljanje zalog); ni je mogoče pisati.',
      ],
      [
        'Switch advanced stock management off for this product in the store.',
        'Izklopite napredno upravljanje zalog za ta izdelek v trgovini.',
      ],
    ),
  otherShop: (d: { shopId: string; ownShopId: string }) =>
    reason(
      'ERR_STOCK_OTHER_SHOP',
      [
        `The row belongs to shop ${d.shopId}; this connection keeps shop ${d.ownShopId}.`,
        `Vrstica pripada trgovini ${d.shopId}; ta povezava vodi trgovino ${d.ownShopId}.`,
      ],
      ['Nothing.', 'Nič.'],
      d,
    ),
  sum: () =>
    reason(
      'ERR_STOCK_SUM',
      [
        'This is the sum of the combinations. The store adds it up itself.',
        'To je vsota kombinacij. Trgovina jo sešteje sama.',
      ],
      ['Nothing.', 'Nič.'],
    ),
  gone: () =>
    reason(
      'ERR_STOCK_GONE',
      ['The store has this row no more.', 'Trgovina te vrstice nima več.'],
      ['Nothing.', 'Nič.'],
    ),
  refused: (d: { code: string; words: string; quantity: number }) =>
    reason(
      'ERR_STOCK_REFUSED',
      [
        `The store would not write ${d.quantity}: ${d.words} (${d.code}).`,
        `Trgovina ni hotela zapisati ${d.quantity}: ${d.words} (${d.code}).`,
      ],
      [
        'Open the product in the store and save it once; then have this row written again.',
        'Odprite izdelek v trgovini in ga shranite; nato dajte vrstico ponovno zapisati.',
      ],
      d,
    ),
  unsettled: (d: { seen: number; wanted: number; tries: number }) =>
    reason(
      'ERR_STOCK_UNSETTLED',
      [
        `After ${d.tries} tries the store has ${d.seen}, and ${d.wanted} is to stand there: somebody else writes it too, or sells very fast.`,
        `Po ${d.tries} poskusih ima trgovina ${d.seen}, biti pa mora ${d.wanted}: piše tudi nekdo drug ali pa se prodaja zelo hitro.`,
      ],
      [
        'Nothing, if it is sold fast: it is tried again in a minute. Else look for another program that sets stock.',
        'Nič, če gre hitro v prodajo: čez minuto se poskusi znova. Sicer poiščite drug program, ki nastavlja zalogo.',
      ],
      d,
    ),
  tooManyToZero: (d: { toZero: number; compared: number; percent: number; examples: string[] }) =>
    reason(
      'ERR_STOCK_TOO_MANY_TO_ZERO',
      [
        `${d.toZero} of ${d.compared} rows would be set to zero, which is more than ${d.percent} %. Nothing was written.`,
        `Na nič bi bilo postavljenih ${d.toZero} od ${d.compared} vrstic, kar je več kot ${d.percent} %. Nič ni bilo zapisano.`,
      ],
      lookAndRelease,
      d,
    ),
  answerTooShort: (d: { rows: number; before: number; percent: number }) =>
    reason(
      'ERR_STOCK_ANSWER_SHORT',
      [
        `MetaKocka listed ${d.rows} rows of stock, last time ${d.before}: less than ${d.percent} %. Nothing was written.`,
        `MetaKocka je naštela ${d.rows} vrstic zaloge, prejšnjič ${d.before}: manj kot ${d.percent} %. Nič ni bilo zapisano.`,
      ],
      lookAndRelease,
      d,
    ),
  noWarehouse: (d: { marks: string[] }) =>
    reason(
      'ERR_STOCK_NO_WAREHOUSE',
      [
        d.marks.length > 0
          ? `MetaKocka has no active warehouse with these marks: ${d.marks.join(', ')}. Nothing was written.`
          : 'MetaKocka has no active main warehouse. Nothing was written.',
        d.marks.length > 0
          ? `MetaKocka nima aktivnega skladišča s temi oznakami: ${d.marks.join(', ')}. Nič ni bilo zapisano.`
          : 'MetaKocka nima aktivnega glavnega skladišča. Nič ni bilo zapisano.',
      ],
      ['Correct the setting stock.warehouses.', 'Popravite nastavitev stock.warehouses.'],
      d,
    ),
}
