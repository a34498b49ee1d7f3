import type { StopTexts } from './stop-text.ts'

/** What may happen in Pretok itself. */
export const pretokTexts: StopTexts = {
  ERR_SECRET_UNREADABLE: {
    message: "The connection's stored secrets cannot be opened: the key they were sealed with is missing.",
    messageSl: 'Shranjenih skrivnosti povezave ni mogoče odpreti: manjka ključ, s katerim so bile zaklenjene.',
    remedy: 'Put the old key back into PRETOK_SECRET_KEYS, or enter the secrets anew.',
    remedySl: 'Stari ključ vrnite v PRETOK_SECRET_KEYS ali pa skrivnosti vpišite znova.',
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
