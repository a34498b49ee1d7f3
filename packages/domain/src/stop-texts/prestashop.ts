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
    remedy: 'Check the address of the store, its sub-folder included.',
    remedySl: 'Preverite naslov trgovine, vključno s podmapo.',
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
  ERR_PRESTASHOP_REJECTED: refusedRequest,
}
