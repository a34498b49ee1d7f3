import type { CheckTopic } from '@pretok/domain'

const topic = (id: string, [title, titleSl]: [string, string], [why, whySl]: [string, string]): CheckTopic => ({
  id: `store.${id}`,
  side: 'store',
  title,
  titleSl,
  why,
  whySl,
})

/** What is checked of a store once it is reached, in the order of the checks. */
export const topics = {
  webservice: topic(
    'webservice',
    ['Webservice at this address', 'Spletna storitev na tem naslovu'],
    [
      "Pretok reads the store through PrestaShop's webservice, below /api/.",
      'Pretok bere trgovino prek spletne storitve PrestaShopa, pod /api/.',
    ],
  ),
  header: topic(
    'header',
    ['The key arrives', 'Ključ prispe'],
    [
      'The key travels in the Authorization header; some web servers do not hand it on to PHP.',
      'Ključ potuje v glavi Authorization; nekateri spletni strežniki je ne posredujejo PHP-ju.',
    ],
  ),
  enabled: topic(
    'enabled',
    ['Webservice switched on', 'Spletna storitev je vklopljena'],
    [
      'PrestaShop answers no key while its webservice is switched off.',
      'Dokler je spletna storitev izklopljena, PrestaShop ne odgovori nobenemu ključu.',
    ],
  ),
  key: topic(
    'key',
    ['Webservice key', 'Ključ spletne storitve'],
    [
      'With the key, PrestaShop knows who asks and what he may do.',
      'Po ključu PrestaShop ve, kdo sprašuje in kaj sme.',
    ],
  ),
  shop: topic(
    'shop',
    ['Shop of the key', 'Trgovina ključa'],
    [
      'In a multistore, a key is good only for the shops that it is linked to.',
      'Kjer je trgovin več, velja ključ le za tiste, s katerimi je povezan.',
    ],
  ),
  rights: topic(
    'rights',
    ['Rights of the key', 'Pravice ključa'],
    [
      'Every flow that is switched on reads or changes certain resources; each has its own boxes in the key.',
      'Vsak vklopljen tok bere ali spreminja določene vire; vsak ima v ključu svoja polja.',
    ],
  ),
  version: topic(
    'version',
    ['Version of PrestaShop', 'Različica PrestaShopa'],
    [
      'Versions differ in what their webservice tells of an order.',
      'Različice se razlikujejo v tem, kaj spletna storitev pove o naročilu.',
    ],
  ),
  clock: topic(
    'clock',
    ['Clock and time zone', 'Ura in časovni pas'],
    [
      'The store gives times without a zone. From them follow the day of a document and which orders are new.',
      'Trgovina podaja čase brez časovnega pasu. Od njih sta odvisna dan dokumenta in katera naročila so nova.',
    ],
  ),
  speed: topic(
    'speed',
    ['Time to answer', 'Čas do odgovora'],
    [
      'A store that is slow for one row is slower for fifty orders, and its customers wait too.',
      'Trgovina, ki je počasna pri eni vrstici, je pri petdesetih naročilih še bolj, čakajo pa tudi njeni kupci.',
    ],
  ),
  answers: topic(
    'answers',
    ['Clean answers', 'Čisti odgovori'],
    [
      'PHP messages before an answer are signs of a fault in the store, and some day one will spoil an answer.',
      'Sporočila PHP-ja pred odgovorom so znak napake v trgovini in lahko nekoč pokvarijo odgovor.',
    ],
  ),
  reads: topic(
    'reads',
    ['Trial reading', 'Poskusno branje'],
    [
      'Only a reading proves that nothing stands before a single address: one row of everything that the flows read.',
      'Šele branje dokaže, da posameznega naslova nič ne zapira: ena vrstica vsega, kar tokovi berejo.',
    ],
  ),
} as const satisfies Record<string, CheckTopic>

export type Topic = keyof typeof topics
