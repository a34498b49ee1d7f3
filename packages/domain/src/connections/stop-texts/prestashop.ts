import { refusedRequest } from './network.ts'
import type { StopTexts } from './stop-text.ts'

const inStore = 'In the store: Advanced Parameters > Webservice.'
const inStoreSl = 'V trgovini: Napredni parametri > Spletne storitve (Webservice).'

/** What a PrestaShop store may say or lack. */
export const prestashopTexts: StopTexts = {
  ERR_PRESTASHOP_ADDRESS: {
    message: "The store's address is not a web address.",
    messageSl: 'Naslov trgovine ni spletni naslov.',
    remedy: 'Correct the address of the store on the connection.',
    remedySl: 'Na povezavi popravite naslov trgovine.',
  },
  ERR_PRESTASHOP_AUTH_HEADER_MISSING: {
    message: "The webservice key does not reach PrestaShop: the store's web server drops the Authorization header.",
    messageSl: 'Ključ ne pride do PrestaShopa: spletni strežnik trgovine zavrže glavo Authorization.',
    remedy: `Switch on "CGI mode for PHP" in the webservice settings, or ask the hosting company to pass the Authorization header on to PHP. ${inStore}`,
    remedySl: `V nastavitvah spletnih storitev vklopite "CGI način za PHP" ali prosite ponudnika gostovanja, naj glavo Authorization posreduje PHP-ju. ${inStoreSl}`,
  },
  ERR_PRESTASHOP_KEY_REFUSED: {
    message: 'The store does not know the webservice key, or the key is switched off.',
    messageSl: 'Trgovina ne pozna ključa spletne storitve ali pa je ključ izklopljen.',
    remedy: `Compare the key with the one in the store and see that its status is on. ${inStore}`,
    remedySl: `Primerjajte ključ s tistim v trgovini in preverite, da je vklopljen. ${inStoreSl}`,
  },
  ERR_PRESTASHOP_KEY_MALFORMED: {
    message: 'The webservice key does not have 32 characters.',
    messageSl: 'Ključ spletne storitve nima 32 znakov.',
    remedy: `Copy the whole key from the store. ${inStore}`,
    remedySl: `Iz trgovine prekopirajte celoten ključ. ${inStoreSl}`,
  },
  ERR_PRESTASHOP_KEY_WITHOUT_RIGHTS: {
    message: 'The webservice key has no rights at all.',
    messageSl: 'Ključ spletne storitve nima nobenih pravic.',
    remedy: `Edit the key and tick View (GET) and Modify (PUT). ${inStore}`,
    remedySl: `Uredite ključ ter označite Ogled (GET) in Spreminjanje (PUT). ${inStoreSl}`,
  },
  ERR_PRESTASHOP_KEY_NOT_FOR_SHOP: {
    message: 'The webservice key is not linked to this shop of the multistore.',
    messageSl: 'Ključ spletne storitve ni povezan s to trgovino večtrgovinske namestitve.',
    remedy: `Edit the key and link it to the shop. ${inStore}`,
    remedySl: `Uredite ključ in ga povežite s trgovino. ${inStoreSl}`,
  },
  ERR_PRESTASHOP_RESOURCE_NOT_PERMITTED: {
    message: 'The webservice key is good, but it lacks a resource that is needed.',
    messageSl: 'Ključ spletne storitve je veljaven, vendar nima pravice do potrebnega vira.',
    remedy: `Edit the key and tick View (GET) in the row named in the details. ${inStore}`,
    remedySl: `Uredite ključ in v vrstici, navedeni v podrobnostih, označite Ogled (GET). ${inStoreSl}`,
  },
  ERR_PRESTASHOP_METHOD_NOT_PERMITTED: {
    message: 'The webservice key is good, but it may not do what is needed with a resource.',
    messageSl: 'Ključ spletne storitve je veljaven, vendar z virom ne sme storiti, kar je potrebno.',
    remedy: `Edit the key and tick the box named in the details (View is GET, Modify is PUT). ${inStore}`,
    remedySl: `Uredite ključ in označite polje, navedeno v podrobnostih (Ogled je GET, Spreminjanje je PUT). ${inStoreSl}`,
  },
  ERR_PRESTASHOP_DISABLED: {
    message: "The store's webservice is switched off.",
    messageSl: 'Spletna storitev trgovine je izklopljena.',
    remedy: `Switch on "Enable PrestaShop's webservice". ${inStore}`,
    remedySl: `Vklopite "Omogoči spletno storitev PrestaShop". ${inStoreSl}`,
  },
  ERR_PRESTASHOP_REDIRECTED: {
    message: 'The store lives at another address and points there.',
    messageSl: 'Trgovina je na drugem naslovu in preusmerja tja.',
    remedy: "Enter the store's main address, as it is shown in the details, on the connection.",
    remedySl: 'Na povezavo vpišite glavni naslov trgovine, kot je naveden v podrobnostih.',
  },
  ERR_PRESTASHOP_WEBSERVICE_NOT_FOUND: {
    message: 'There is no webservice at this address.',
    messageSl: 'Na tem naslovu ni spletne storitve.',
    remedy:
      'Check the address. If it is right, switch on "Friendly URL" in the store (Shop Parameters > Traffic & SEO).',
    remedySl:
      'Preverite naslov. Če je pravilen, v trgovini vklopite prijazne URL-je (Parametri trgovine > Promet in SEO).',
  },
  ERR_PRESTASHOP_NOT_WEBSERVICE: {
    message: 'A web page answers at this address, not a PrestaShop webservice.',
    messageSl: 'Na tem naslovu odgovarja spletna stran, ne spletna storitev PrestaShop.',
    remedy:
      'Check the address of the store, its sub-folder included. If it is right, a protection against bots answers with a page of its own: have /api/ taken out of it.',
    remedySl:
      'Preverite naslov trgovine, vključno s podmapo. Če je pravilen, s svojo stranjo odgovarja zaščita pred roboti: naj /api/ izvzamejo iz nje.',
  },
  ERR_PRESTASHOP_BLOCKED: {
    message:
      'Something in front of the store refuses us: a firewall, a protection against bots, or a password on the site.',
    messageSl: 'Nekaj pred trgovino nas zavrača: požarni zid, zaščita pred roboti ali geslo na spletnem mestu.',
    remedy: 'Allow the address of this server to call /api.',
    remedySl: 'Naslovu tega strežnika dovolite klice na /api.',
  },
  ERR_PRESTASHOP_FAILED: {
    message: 'PHP broke down in the store while it answered.',
    messageSl: 'V trgovini se je med odgovarjanjem sesul PHP.',
    remedy: "Pretok tries again. If it stays, the store's error log says why: often too little memory, or a module.",
    remedySl:
      'Pretok poskusi znova. Če se ponavlja, vzrok pove dnevnik napak trgovine: pogosto premalo pomnilnika ali modul.',
  },
  ERR_PRESTASHOP_UNREADABLE: {
    message: "The store's answer was cut off or was not in the expected form.",
    messageSl: 'Odgovor trgovine je bil odrezan ali v nepričakovani obliki.',
    remedy: 'Pretok tries again. If it stays, see the details.',
    remedySl: 'Pretok poskusi znova. Če se ponavlja, si oglejte podrobnosti.',
  },
  ERR_PRESTASHOP_HTTP_ONLY: {
    message: 'The store answers only without encryption (http).',
    messageSl: 'Trgovina odgovarja le brez šifriranja (http).',
    remedy:
      'Have the hosting company set up a certificate, and switch on SSL in the store (Shop Parameters > General). Only if nobody can listen on the way, as in a network of your own: enter the address with http://; the key then travels in the open.',
    remedySl:
      'Ponudnik gostovanja naj uredi potrdilo, v trgovini pa vklopite SSL (Parametri trgovine > Splošno). Le če na poti ne more nihče prisluškovati, na primer v lastnem omrežju: naslov vpišite s http://; ključ potem potuje nešifriran.',
  },
  ERR_PRESTASHOP_MAINTENANCE: {
    message: 'The web server answers 503: a maintenance page, or too much to do.',
    messageSl: 'Spletni strežnik odgovarja 503: stran o vzdrževanju ali preobremenjenost.',
    remedy:
      "PrestaShop's own maintenance mode does not stop the webservice, so this page comes from the hosting, a module or a protection in front. Wait until the work is done, or have /api/ taken out of it.",
    remedySl:
      'Vzdrževalni način PrestaShopa spletne storitve ne ustavi, zato ta stran prihaja od gostovanja, modula ali zaščite pred trgovino. Počakajte na konec del ali pa naj /api/ izvzamejo.',
  },
  ERR_PRESTASHOP_KEY_IN_ADDRESS: {
    message: 'The key travels in the address (ws_key) and stands in the access logs of the server.',
    messageSl: 'Ključ potuje v naslovu (ws_key) in ostaja v dnevnikih dostopov strežnika.',
    remedy:
      'When the server passes the Authorization header on, set store.auth back to "basic" on the connection, and give it a new key.',
    remedySl:
      'Ko strežnik posreduje glavo Authorization, na povezavi nastavite store.auth nazaj na "basic" in vpišite nov ključ.',
  },
  ERR_PRESTASHOP_RIGHTS_MISSING: {
    message: 'The webservice key lacks rights.',
    messageSl: 'Ključu spletne storitve manjkajo pravice.',
    remedy: `Edit the key, tick the boxes listed, and save. ${inStore}`,
    remedySl: `Uredite ključ, označite navedena polja in shranite (View je Ogled, Modify je Spreminjanje). ${inStoreSl}`,
  },
  ERR_PRESTASHOP_VERSION_UNSUPPORTED: {
    message: 'This version of PrestaShop is older than 1.7 and is not supported.',
    messageSl: 'Ta različica PrestaShopa je starejša od 1.7 in ni podprta.',
    remedy: 'Have the store updated, to 8.x if possible.',
    remedySl: 'Trgovino naj posodobijo, če je mogoče na 8.x.',
  },
  ERR_PRESTASHOP_VERSION_OLD: {
    message: 'Before 1.7.8 the webservice tells nothing of the vouchers of an order.',
    messageSl: 'Pred različico 1.7.8 spletna storitev o kuponih naročila ne pove ničesar.',
    remedy:
      'Orders flow. Those with a voucher over goods of several VAT rates may be held, to be booked by hand. An update to 1.7.8 or later ends that.',
    remedySl:
      'Naročila tečejo. Tista s kuponom za blago z več stopnjami DDV se lahko zadržijo, da jih vnesete ročno. Posodobitev na 1.7.8 ali novejšo to odpravi.',
  },
  ERR_PRESTASHOP_VERSION_UNKNOWN: {
    message: 'This version of PrestaShop is newer than those that Pretok knows.',
    messageSl: 'Ta različica PrestaShopa je novejša od tistih, ki jih Pretok pozna.',
    remedy:
      'See whether there is a newer Pretok. Until then watch the first orders: what cannot be understood is held.',
    remedySl:
      'Preverite, ali obstaja novejši Pretok. Do takrat spremljajte prva naročila: kar ni razumljivo, se zadrži.',
  },
  ERR_PRESTASHOP_CLOCK: {
    message: "The store's clock is wrong.",
    messageSl: 'Ura trgovine ni točna.',
    remedy:
      'Whoever runs the server of the store lets it set its clock over the network (NTP). If that one is right, the operator of Pretok does so.',
    remedySl:
      'Upravljavec strežnika trgovine naj uro nastavlja prek omrežja (NTP). Če je njegova prava, naj to stori skrbnik Pretoka.',
  },
  ERR_PRESTASHOP_TIME_ZONE: {
    message: "The store's time zone is not known.",
    messageSl: 'Časovni pas trgovine ni znan.',
    remedy: 'In the store: International > Localization, choose the time zone anew and save.',
    remedySl: 'V trgovini: Mednarodno > Lokalizacija, znova izberite časovni pas in shranite.',
  },
  ERR_PRESTASHOP_SLOW: {
    message: 'The store answers slowly.',
    messageSl: 'Trgovina odgovarja počasi.',
    remedy:
      'Orders flow, only later. The hosting company sees what takes so long (database, memory, modules); debug mode slows a store down as well (Advanced Parameters > Performance).',
    remedySl:
      'Naročila tečejo, le pozneje. Ponudnik gostovanja naj pogleda, kaj traja (zbirka podatkov, pomnilnik, moduli); trgovino upočasni tudi način za odpravljanje napak (Napredni parametri > Učinkovitost).',
  },
  ERR_PRESTASHOP_NOISE: {
    message: 'PHP prints messages before the answers of the webservice.',
    messageSl: 'PHP pred odgovori spletne storitve izpisuje sporočila.',
    remedy:
      'The text names the file, mostly of a module: update or mend it. And let the hosting company switch off display_errors, as shops in operation have it; debug mode off as well (Advanced Parameters > Performance).',
    remedySl:
      'Besedilo imenuje datoteko, večinoma modula: posodobite ali popravite ga. Ponudnik gostovanja naj izklopi display_errors, kot je prav za delujočo trgovino; izklopljen naj bo tudi način za odpravljanje napak (Napredni parametri > Učinkovitost).',
  },
  ERR_PRESTASHOP_REJECTED: refusedRequest,
}
