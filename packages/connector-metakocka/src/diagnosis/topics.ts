import type { CheckTopic } from '@pretok/domain'

const topic = (id: string, [title, titleSl]: [string, string], [why, whySl]: [string, string]): CheckTopic => ({
  id: `erp.${id}`,
  side: 'erp',
  title,
  titleSl,
  why,
  whySl,
})

/** What is asked of MetaKocka itself once the way there is free, in the order of the checks. */
export const topics = {
  answer: topic(
    'answer',
    ['MetaKocka answers', 'MetaKocka odgovarja'],
    [
      'Behind the address must be the interface (API) of MetaKocka, not a web page of somebody.',
      'Za naslovom mora biti vmesnik (API) MetaKocke, ne pa kakšna spletna stran.',
    ],
  ),
  credentials: topic(
    'credentials',
    ['Company id and secret key', 'Številka podjetja in skrivni ključ'],
    [
      'With these two MetaKocka knows whose data Pretok may read and write.',
      'Po teh dveh MetaKocka ve, čigave podatke sme Pretok brati in pisati.',
    ],
  ),
  caller: topic(
    'caller',
    ['Address of this server', 'Naslov tega strežnika'],
    [
      'A key may be bound to certain addresses; calls from others are refused.',
      'Ključ je lahko vezan na določene naslove; klici od drugod so zavrnjeni.',
    ],
  ),
  quota: topic(
    'quota',
    ['Quota of calls', 'Dovoljeno število klicev'],
    [
      'MetaKocka answers only so many calls of a company in a period.',
      'MetaKocka podjetju v določenem času odgovori le na omejeno število klicev.',
    ],
  ),
  warehouse: topic(
    'warehouse',
    ['Warehouse', 'Skladišče'],
    [
      'MetaKocka takes an unknown mark without a word and uses its default warehouse: goods would leave the wrong one.',
      'Neznano oznako MetaKocka molče sprejme in uporabi privzeto skladišče: blago bi odšlo iz napačnega.',
    ],
  ),
  paymentTypes: topic(
    'payment-types',
    ['Payment types', 'Vrste plačila'],
    [
      'A paid order with a payment type that MetaKocka does not know is refused, and held here.',
      'Plačano naročilo z vrsto plačila, ki je MetaKocka ne pozna, je zavrnjeno in tu zadržano.',
    ],
  ),
  orderNumber: topic(
    'order-number',
    ['Unique customer order number', 'Enolična številka naročila kupca'],
    [
      'Pretok looks each number up before and after it books. This switch makes MetaKocka refuse a second document as well, whoever sends it.',
      'Pretok vsako številko poišče pred knjiženjem in po njem. S tem stikalom drugi dokument zavrne tudi MetaKocka, kdor koli ga pošlje.',
    ],
  ),
  services: topic(
    'services',
    ['Services for delivery, wrapping and discounts', 'Storitve za dostavo, zavijanje in popuste'],
    [
      'Charges and vouchers of an order are booked as lines of these products.',
      'Stroški in kuponi naročila se knjižijo kot postavke s temi izdelki.',
    ],
  ),
  unit: topic(
    'unit',
    ['Unit of new products', 'Enota novih izdelkov'],
    [
      'A product is only created with a unit that MetaKocka knows.',
      'Izdelek se ustvari le z enoto, ki jo MetaKocka pozna.',
    ],
  ),
  speed: topic(
    'speed',
    ['Time to answer', 'Čas do odgovora'],
    [
      'How long MetaKocka takes decides how fast orders are booked.',
      'Od odzivnega časa MetaKocke je odvisno, kako hitro se naročila knjižijo.',
    ],
  ),
  clock: topic(
    'clock',
    ['Clock', 'Ura'],
    [
      'The days on documents come from the clock of this server; one that is off puts them on the wrong day.',
      'Dnevi na dokumentih so po uri tega strežnika; če ta ne gre prav, so na napačnem dnevu.',
    ],
  ),
} as const satisfies Record<string, CheckTopic>
