import type { Reason } from '../orders/order-state.ts'

type Text = readonly [en: string, sl: string]

/** An item of the store, as people find it there. */
export interface ItemLabel {
  name: string
  productId: string
  combinationId?: string | undefined
}

const tell = ({ name, productId, combinationId }: ItemLabel): Text => [
  `"${name}" (product ${productId}${combinationId === undefined ? '' : `, combination ${combinationId}`})`,
  `"${name}" (izdelek ${productId}${combinationId === undefined ? '' : `, kombinacija ${combinationId}`})`,
]

/** More than these would bury the ones that matter; all of them stand in the details. */
const mostTold = 5

const listed = (all: readonly string[]): string =>
  all.length > mostTold ? `${all.slice(0, mostTold).join('; ')}; ...` : all.join('; ')

const reason = (
  code: string,
  [message, messageSl]: Text,
  [remedy, remedySl]: Text,
  details: Record<string, unknown> = {},
): Reason => ({ code, message, messageSl, remedy, remedySl, details })

/** Every reason for which a product does not flow, and what else is to be known of it, in both languages. */
export const productReasons = {
  /** @param d `seen` is the form of what stands there, without its content */
  unreadable: (d: { field: string; seen?: string }) =>
    reason(
      'ERR_PRODUCT_UNREADABLE',
      [
        `The store's answer about this product could not be understood at "${d.field}".`,
        `Odgovora trgovine o tem izdelku ni mogoče razumeti pri "${d.field}".`,
      ],
      [
        'Open the product in the store, correct what stands there and save it: Pretok then reads it again.',
        'Odprite izdelek v trgovini, popravite podatek in ga shranite: Pretok ga nato ponovno prebere.',
      ],
      d,
    ),
  referenceMissing: (d: { item: ItemLabel }) =>
    reason(
      'ERR_PRODUCT_REFERENCE_MISSING',
      [
        `${tell(d.item)[0]} has no reference, so it cannot be matched with a product of MetaKocka.`,
        `${tell(d.item)[1]} nima šifre (reference), zato ga ni mogoče povezati z izdelkom v MetaKocki.`,
      ],
      ['Give it a reference in the store.', 'V trgovini mu določite šifro.'],
      d,
    ),
  combinationReferenceMissing: (d: { item: ItemLabel; productReference?: string | undefined }) => {
    const has = d.productReference
    return reason(
      'ERR_PRODUCT_COMBINATION_REFERENCE_MISSING',
      [
        `${tell(d.item)[0]} has no reference of its own${has ? `; its product has "${has}", which does not tell its combinations apart` : ''}.`,
        `${tell(d.item)[1]} nima svoje šifre (reference)${has ? `; njen izdelek ima šifro "${has}", ki kombinacij ne loči` : ''}.`,
      ],
      [
        'Give each combination a reference of its own in the store.',
        'V trgovini vsaki kombinaciji določite svojo šifro.',
      ],
      d,
    )
  },
  eanMissing: (d: { item: ItemLabel }) =>
    reason(
      'ERR_PRODUCT_EAN_MISSING',
      [
        `${tell(d.item)[0]} has no EAN-13, by which the connection matches products.`,
        `${tell(d.item)[1]} nima kode EAN-13, po kateri povezava povezuje izdelke.`,
      ],
      [
        'Enter its EAN-13 in the store, or match by reference (setting matchBy).',
        'V trgovini vnesite kodo EAN-13 ali povezujte po šifri (nastavitev matchBy).',
      ],
      d,
    ),
  eanInvalid: (d: { item: ItemLabel; ean13: string }) =>
    reason(
      'ERR_PRODUCT_EAN_INVALID',
      [
        `The EAN-13 "${d.ean13}" of ${tell(d.item)[0]} is not valid: its check digit or its length is wrong.`,
        `Koda EAN-13 "${d.ean13}" pri ${tell(d.item)[1]} ni veljavna: napačna je kontrolna števka ali dolžina.`,
      ],
      [
        'Correct it in the store, or match by reference (setting matchBy).',
        'Popravite jo v trgovini ali povezujte po šifri (nastavitev matchBy).',
      ],
      d,
    ),
  duplicateInStore: (d: { item: ItemLabel; code: string; others: readonly ItemLabel[] }) =>
    reason(
      'ERR_PRODUCT_DUPLICATE_IN_STORE',
      [
        `The code "${d.code}" of ${tell(d.item)[0]} stands in the store also on ${listed(d.others.map((one) => tell(one)[0]))}.`,
        `Šifro "${d.code}" ima v trgovini poleg ${tell(d.item)[1]} tudi ${listed(d.others.map((one) => tell(one)[1]))}.`,
      ],
      [
        'Leave the code to one of them in the store, or switch the others off.',
        'V trgovini pustite šifro le enemu od njih ali druge izklopite.',
      ],
      d,
    ),
  duplicateInErp: (d: { item: ItemLabel; code: string; products: readonly { countCode: string; mkId: string }[] }) => {
    const products = listed(d.products.map(({ countCode, mkId }) => `${countCode} (mk_id ${mkId})`))
    return reason(
      'ERR_PRODUCT_DUPLICATE_IN_ERP',
      [
        `MetaKocka has several products with the code "${d.code}": ${products}. Which of them is ${tell(d.item)[0]} in the store, nobody can tell.`,
        `MetaKocka ima več izdelkov s šifro "${d.code}": ${products}. Ni mogoče vedeti, kateri od njih je v trgovini ${tell(d.item)[1]}.`,
      ],
      ['Leave the code to one of them in MetaKocka.', 'V MetaKocki pustite šifro le enemu od njih.'],
      d,
    )
  },
  codeChanged: (d: { item: ItemLabel; code: string; mkId: string }) =>
    reason(
      'ERR_PRODUCT_CODE_CHANGED',
      [
        `${tell(d.item)[0]} was the product with mk_id ${d.mkId} in MetaKocka. Now its code is "${d.code}", and MetaKocka has no product with it. A second product would divide its stock.`,
        `${tell(d.item)[1]} je bil v MetaKocki izdelek z mk_id ${d.mkId}. Zdaj ima šifro "${d.code}", MetaKocka pa izdelka s to šifro nima. Drugi izdelek bi razdelil zalogo.`,
      ],
      [
        'Give the product in MetaKocka the new code, or the item in the store its old one. If it was deleted in MetaKocka or another product is meant, create that one there with this code.',
        'Izdelku v MetaKocki dajte novo šifro ali pa v trgovini vrnite staro. Če je bil v MetaKocki izbrisan ali gre za drug izdelek, ga tam ustvarite s to šifro.',
      ],
      d,
    ),
  codeTooLong: (d: { item: ItemLabel; code: string }) =>
    reason(
      'ERR_PRODUCT_CODE_TOO_LONG',
      [
        `The code "${d.code}" of ${tell(d.item)[0]} is longer than the 20 characters that MetaKocka allows.`,
        `Šifra "${d.code}" pri ${tell(d.item)[1]} je daljša od 20 znakov, ki jih dovoljuje MetaKocka.`,
      ],
      ['Shorten the reference in the store.', 'V trgovini skrajšajte šifro.'],
      d,
    ),
  nameMissing: (d: { item: ItemLabel; language: string }) =>
    reason(
      'ERR_PRODUCT_NAME_MISSING',
      [
        `${tell(d.item)[0]} has no name in the store's language (${d.language}), without which MetaKocka creates no product.`,
        `${tell(d.item)[1]} nima naziva v jeziku trgovine (${d.language}), brez njega pa MetaKocka ne ustvari izdelka.`,
      ],
      ['Enter the name in the store.', 'V trgovini vnesite naziv.'],
      d,
    ),
  vatUnknown: (d: { item: ItemLabel; priceList: string }) =>
    reason(
      'ERR_PRODUCT_VAT_UNKNOWN',
      [
        `The store does not tell one VAT rate for ${tell(d.item)[0]}, so its price cannot be written to the price list ${d.priceList}.`,
        `Trgovina za ${tell(d.item)[1]} ne pove ene stopnje DDV, zato cene ni mogoče zapisati v cenik ${d.priceList}.`,
      ],
      [
        'Check the tax rules of the product in the store; the key must also be allowed to read taxes. Or leave prices to MetaKocka (setting owners.prices).',
        'V trgovini preverite davčna pravila izdelka; ključ mora imeti tudi pravico do branja davkov. Ali pa cene prepustite MetaKocki (nastavitev owners.prices).',
      ],
      d,
    ),
  priceListUnknown: (d: { item: ItemLabel; priceList: string; text: string }) =>
    reason(
      'ERR_PRODUCT_PRICE_LIST_UNKNOWN',
      [
        `MetaKocka has no price list ${d.priceList}, to which the price of ${tell(d.item)[0]} was to be written: ${d.text}`,
        `MetaKocka nima cenika ${d.priceList}, v katerega naj bi se zapisala cena za ${tell(d.item)[1]}: ${d.text}`,
      ],
      [
        'Set the number of a price list that stands in MetaKocka (setting priceList), or create it there.',
        'Nastavite številko cenika, ki v MetaKocki obstaja (nastavitev priceList), ali pa ga tam ustvarite.',
      ],
      d,
    ),
  priceListNet: (d: { item: ItemLabel; priceList: string; text?: string | undefined }) =>
    reason(
      'ERR_PRODUCT_PRICE_LIST_NET',
      [
        `MetaKocka's price list ${d.priceList} holds prices without VAT, and the price of ${tell(d.item)[0]} was to be written with it.`,
        `Cenik ${d.priceList} v MetaKocki vsebuje cene brez DDV, cena za ${tell(d.item)[1]} pa naj bi se zapisala z DDV.`,
      ],
      [
        'Set priceBasis to net, or choose a price list with VAT (setting priceList).',
        'Nastavite priceBasis na net ali izberite cenik z DDV (nastavitev priceList).',
      ],
      d,
    ),
  packContentUnknown: (d: { item: ItemLabel; missing: readonly string[] }) =>
    reason(
      'ERR_PRODUCT_PACK_CONTENT_UNKNOWN',
      [
        `${tell(d.item)[0]} is a pack. What it holds is not matched with products of MetaKocka yet: ${listed(d.missing)}.`,
        `${tell(d.item)[1]} je paket. Njegova vsebina še ni povezana z izdelki v MetaKocki: ${listed(d.missing)}.`,
      ],
      [
        'See to the products it holds first; or let packs be products like others (setting packs).',
        'Najprej uredite izdelke, ki jih vsebuje; ali pa naj bodo paketi običajni izdelki (nastavitev packs).',
      ],
      d,
    ),
  refused: (d: { item: ItemLabel; text: string }) =>
    reason(
      'ERR_PRODUCT_ERP_REFUSED',
      [`MetaKocka refused ${tell(d.item)[0]}: ${d.text}`, `MetaKocka je zavrnila ${tell(d.item)[1]}: ${d.text}`],
      ['Correct what it names, then try again.', 'Popravite, kar navaja, in poskusite znova.'],
      d,
    ),
  barcodeLeftOut: (d: { item: ItemLabel; ean13: string }) =>
    reason(
      'ERR_PRODUCT_BARCODE_LEFT_OUT',
      [
        `The barcode "${d.ean13}" of ${tell(d.item)[0]} is not valid and was left out: its check digit or its length is wrong.`,
        `Črtna koda "${d.ean13}" pri ${tell(d.item)[1]} ni veljavna in je izpuščena: napačna je kontrolna števka ali dolžina.`,
      ],
      ['Correct it in the store.', 'Popravite jo v trgovini.'],
      d,
    ),
  nameCut: (d: { item: ItemLabel }) =>
    reason(
      'ERR_PRODUCT_NAME_CUT',
      [
        `The name of ${tell(d.item)[0]} is longer than the 200 characters that MetaKocka keeps, and is cut.`,
        `Naziv izdelka ${tell(d.item)[1]} je daljši od 200 znakov, ki jih hrani MetaKocka, in je skrajšan.`,
      ],
      ['Shorten it in the store if you like.', 'Po želji ga v trgovini skrajšajte.'],
      d,
    ),
  matchChanged: (d: { item: ItemLabel; code: string; from: string; to: string }) =>
    reason(
      'ERR_PRODUCT_MATCH_CHANGED',
      [
        `${tell(d.item)[0]} was the product with mk_id ${d.from} in MetaKocka. By its code "${d.code}" it is now the one with mk_id ${d.to}.`,
        `${tell(d.item)[1]} je bil v MetaKocki izdelek z mk_id ${d.from}. Po šifri "${d.code}" je zdaj izdelek z mk_id ${d.to}.`,
      ],
      [
        'Nothing, if the code was changed on purpose. Otherwise restore it in the store.',
        'Nič, če je bila šifra spremenjena namenoma. Sicer jo v trgovini popravite nazaj.',
      ],
      d,
    ),
}
