import type { StopTexts } from './stop-text.ts'

const inErp = 'In MetaKocka: Additional settings > API.'
const inErpSl = 'V MetaKocki: Dodatne nastavitve > API.'

/** What MetaKocka may say. */
export const metakockaTexts: StopTexts = {
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
  ERR_METAKOCKA_REFUSED: {
    message: 'MetaKocka refused it.',
    messageSl: 'MetaKocka je to zavrnila.',
    remedy: "Mend what MetaKocka's words in the details name, and try again.",
    remedySl: 'Odpravite, kar pove MetaKocka v podrobnostih, in poskusite znova.',
  },
}
