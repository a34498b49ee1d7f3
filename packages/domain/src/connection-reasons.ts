import type { Reason } from './order-state.ts'

interface Text {
  message: string
  messageSl: string
  remedy: string
  remedySl: string
}

const inStore = 'In the store: Advanced Parameters > Webservice.'
const inStoreSl = 'V trgovini: Napredni parametri > Spletne storitve (Webservice).'
const inErp = 'In MetaKocka: Additional settings > API.'
const inErpSl = 'V MetaKocki: Dodatne nastavitve > API.'

const refusedRequest: Text = {
  message: 'The other system refused the request.',
  messageSl: 'Drugi sistem je zahtevo zavrnil.',
  remedy: 'Mend what its words in the details name, and try again.',
  remedySl: 'Odpravite, kar pove v podrobnostih, in poskusite znova.',
}

/** What stops a connection or a flow, by the code of the error that showed it, as a merchant reads it. */
const texts: Readonly<Record<string, Text>> = {
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
  ERR_REMOTE_AUTH: {
    message: 'MetaKocka refuses the company id or the secret key.',
    messageSl: 'MetaKocka zavrača številko podjetja ali skrivni ključ.',
    remedy: `Compare both with those shown there. ${inErp}`,
    remedySl: `Primerjajte oboje s tistim, kar je navedeno tam. ${inErpSl}`,
  },
  ERR_METAKOCKA_IP_NOT_ALLOWED: {
    message: 'MetaKocka does not take calls from the address of this server.',
    messageSl: 'MetaKocka ne sprejema klicev z naslova tega strežnika.',
    remedy: `Allow the address for the key. ${inErp}`,
    remedySl: `Naslov dovolite za ta ključ. ${inErpSl}`,
  },
  ERR_REMOTE_ADDRESS: {
    message: "MetaKocka's address is wrong: something else answers there.",
    messageSl: 'Naslov MetaKocke je napačen: tam odgovarja nekaj drugega.',
    remedy: 'Correct the base URL of the ERP on the connection.',
    remedySl: 'Na povezavi popravite osnovni naslov ERP-ja.',
  },
  ERR_REMOTE_ADDRESS_FORBIDDEN: {
    message: 'The address leads into an internal network, which this installation does not allow.',
    messageSl: 'Naslov vodi v notranje omrežje, česar ta namestitev ne dovoljuje.',
    remedy: 'Use a public address, or let the operator set PRETOK_ALLOW_PRIVATE_NETWORKS=true.',
    remedySl: 'Uporabite javni naslov ali pa naj skrbnik nastavi PRETOK_ALLOW_PRIVATE_NETWORKS=true.',
  },
  ERR_REMOTE_UNAVAILABLE: {
    message: 'The other system does not answer.',
    messageSl: 'Drugi sistem ne odgovarja.',
    remedy:
      'Nothing, if it is down for a while: Pretok tries again. Otherwise check the address and whether this server may reach it.',
    remedySl:
      'Nič, če le začasno ne deluje: Pretok poskusi znova. Sicer preverite naslov in ali je s tega strežnika dosegljiv.',
  },
  ERR_REMOTE_RATE_LIMITED: {
    message: 'The other system asks to slow down.',
    messageSl: 'Drugi sistem zahteva manj klicev.',
    remedy: 'Nothing; Pretok goes on when it may.',
    remedySl: 'Nič; Pretok nadaljuje, ko sme.',
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
  ERR_SECRET_UNREADABLE: {
    message: "The connection's stored secrets cannot be opened: the key they were sealed with is missing.",
    messageSl: 'Shranjenih skrivnosti povezave ni mogoče odpreti: manjka ključ, s katerim so bile zaklenjene.',
    remedy: 'Put the old key back into PRETOK_SECRET_KEYS, or enter the secrets anew.',
    remedySl: 'Stari ključ vrnite v PRETOK_SECRET_KEYS ali pa skrivnosti vpišite znova.',
  },
  ERR_REMOTE_REJECTED: refusedRequest,
  ERR_PRESTASHOP_REJECTED: refusedRequest,
  ERR_METAKOCKA_REFUSED: {
    message: 'MetaKocka refused it.',
    messageSl: 'MetaKocka je to zavrnila.',
    remedy: "Mend what MetaKocka's words in the details name, and try again.",
    remedySl: 'Odpravite, kar pove MetaKocka v podrobnostih, in poskusite znova.',
  },
  ERR_REMOTE_SHAPE: {
    message: 'An answer of the other system is not in the form it is known to have.',
    messageSl: 'Odgovor drugega sistema ni v obliki, ki je zanj znana.',
    remedy: 'See the field in the details. If its content is right, report it: Pretok has to learn it.',
    remedySl:
      'Oglejte si polje v podrobnostih. Če je njegova vsebina pravilna, to sporočite: Pretok se je mora naučiti.',
  },
  ERR_JOB_TIMEOUT: {
    message: 'It took too long and was broken off.',
    messageSl: 'Trajalo je predolgo in je bilo prekinjeno.',
    remedy: 'Pretok tries again. If it stays, see whether the other system is slow.',
    remedySl: 'Pretok poskusi znova. Če se ponavlja, preverite, ali je drugi sistem počasen.',
  },
  ERR_JOB_CRASHED: {
    message: 'The program that worked on it ended each time before it was done.',
    messageSl: 'Program, ki je to opravljal, se je vsakič končal pred koncem dela.',
    remedy: 'See why the worker ended (its log; its memory), and try again.',
    remedySl: 'Preverite, zakaj se je delavec končal (dnevnik, pomnilnik), in poskusite znova.',
  },
  ERR_JOB_PAYLOAD: {
    message: 'It was asked for in a form that this version does not understand.',
    messageSl: 'Zahtevano je bilo v obliki, ki je ta različica ne razume.',
    remedy: 'Run the same version of all parts, and ask for it again.',
    remedySl: 'Vsi deli naj bodo iste različice; nato zahtevajte znova.',
  },
  ERR_JOB_BUG: {
    message: 'Pretok stumbled over something it does not know.',
    messageSl: 'Pretok je naletel na nekaj, česar ne pozna.',
    remedy: 'The log of the worker has the whole; please report it. Then try again.',
    remedySl: 'Dnevnik delavca pove vse; prosimo, sporočite. Nato poskusite znova.',
  },
  ERR_DB_UNAVAILABLE: {
    message: 'The database of Pretok is not available.',
    messageSl: 'Podatkovna zbirka Pretoka ni na voljo.',
    remedy: 'Nothing, if it is just being restarted. Otherwise see whether Postgres runs and has room on its disk.',
    remedySl: 'Nič, če se le znova zaganja. Sicer preverite, ali Postgres teče in ima dovolj prostora na disku.',
  },
  ERR_DB_FAILED: {
    message: 'The database of Pretok refused something.',
    messageSl: 'Podatkovna zbirka Pretoka je nekaj zavrnila.',
    remedy: 'The log of the worker has the whole; please report it. Then try again.',
    remedySl: 'Dnevnik delavca pove vse; prosimo, sporočite. Nato poskusite znova.',
  },
}

export interface NamedError {
  code: string
  message: string
  details?: Readonly<Record<string, unknown>>
}

/** Why a connection or a flow stopped, given the error that stopped it. Its own words go along as `details.seen`. */
export const stopReason = ({ code, message, details = {} }: NamedError): Reason => {
  const text = texts[code] ?? {
    message: `It did not succeed: ${message}`,
    messageSl: `Ni uspelo: ${message}`,
    remedy: 'See the details, mend the cause, and try again.',
    remedySl: 'Oglejte si podrobnosti, odpravite vzrok in poskusite znova.',
  }
  return { code, ...text, details: { ...details, seen: message } }
}
