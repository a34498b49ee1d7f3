import type { StopText, StopTexts } from './stop-text.ts'

export const refusedRequest: StopText = {
  message: 'The other system refused the request.',
  messageSl: 'Drugi sistem je zahtevo zavrnil.',
  remedy: 'Mend what its words in the details name, and try again.',
  remedySl: 'Odpravite, kar pove v podrobnostih, in poskusite znova.',
}

/** What may happen on the way to another system, and to answers in general. */
export const networkTexts: StopTexts = {
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
  ERR_REMOTE_REJECTED: refusedRequest,
  ERR_REMOTE_SHAPE: {
    message: 'An answer of the other system is not in the form it is known to have.',
    messageSl: 'Odgovor drugega sistema ni v obliki, ki je zanj znana.',
    remedy: 'See the field in the details. If its content is right, report it: Pretok has to learn it.',
    remedySl:
      'Oglejte si polje v podrobnostih. Če je njegova vsebina pravilna, to sporočite: Pretok se je mora naučiti.',
  },
}
