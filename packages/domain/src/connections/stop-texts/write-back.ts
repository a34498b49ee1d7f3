import type { StopTexts } from './stop-text.ts'

/** What may stand against telling the store how an order goes on. */
export const writeBackTexts: StopTexts = {
  ERR_STORE_STATE_CONFLICT: {
    message: 'The store and MetaKocka disagree about how an order ends; Pretok has left the store as it is.',
    messageSl:
      'Trgovina in MetaKocka se ne strinjata o tem, kako se naročilo konča; Pretok je trgovino pustil, kot je.',
    remedy:
      'See which of the two is right. If the order was cancelled in the store, stop it in MetaKocka as well; if it is to go on, set its state in the store and try again.',
    remedySl:
      'Preverite, kaj drži. Če je bilo naročilo v trgovini preklicano, ga ustavite tudi v MetaKocki; če naj gre naprej, nastavite njegovo stanje v trgovini in poskusite znova.',
  },
  ERR_STORE_STATE_UNKNOWN: {
    message: 'The store does not have the state that an order is to be set to.',
    messageSl: 'Trgovina nima stanja, ki naj bi ga dobilo naročilo.',
    remedy: 'Choose a state that exists (settings `statuses.states` and `statuses.shippedState`), and try again.',
    remedySl: 'Izberite obstoječe stanje (nastavitvi `statuses.states` in `statuses.shippedState`) in poskusite znova.',
  },
  ERR_STORE_WRITE_FORBIDDEN: {
    message: "The store's key lacks a right that this flow needs; the others flow on.",
    messageSl: 'Ključ trgovine nima pravice, ki jo ta tok potrebuje; drugi tokovi tečejo naprej.',
    remedy:
      'Test the connection: the test lists the boxes to tick for the key. In the shop: Advanced Parameters, Webservice. Then try again.',
    remedySl:
      'Zaženite preizkus povezave: ta našteje polja, ki jih označite za ključ. V trgovini: Napredni parametri, Spletni servis. Nato poskusite znova.',
  },
}
