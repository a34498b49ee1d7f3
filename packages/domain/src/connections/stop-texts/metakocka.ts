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
  ERR_METAKOCKA_ADDRESS: {
    message: "What was entered is not MetaKocka's address, or it does not begin with https://.",
    messageSl: 'Vpisano ni naslov MetaKocke ali pa se ne začne s https://.',
    remedy: "Enter https://main.metakocka.si, or the address of your company's own MetaKocka server.",
    remedySl: 'Vpišite https://main.metakocka.si ali naslov lastnega strežnika MetaKocke vašega podjetja.',
  },
  ERR_METAKOCKA_WAREHOUSE_UNKNOWN: {
    message: "MetaKocka has no warehouse with the connection's mark.",
    messageSl: 'MetaKocka nima skladišča z oznako, ki je na povezavi.',
    remedy: 'Choose one of its warehouses on the connection.',
    remedySl: 'Na povezavi izberite eno od njenih skladišč.',
  },
  ERR_METAKOCKA_WAREHOUSE_INACTIVE: {
    message: "The connection's warehouse is switched off in MetaKocka.",
    messageSl: 'Skladišče, ki je na povezavi, je v MetaKocki izklopljeno.',
    remedy: 'Choose another one on the connection, or switch it on in MetaKocka.',
    remedySl: 'Na povezavi izberite drugo ali pa ga v MetaKocki vklopite.',
  },
  ERR_METAKOCKA_WAREHOUSE_MAIN_UNKNOWN: {
    message:
      'The connection names no warehouse, and MetaKocka does not say which is the main one: it decides by itself.',
    messageSl: 'Na povezavi ni skladišča, MetaKocka pa ne pove, katero je glavno: o tem odloči sama.',
    remedy: 'Choose a warehouse on the connection.',
    remedySl: 'Na povezavi izberite skladišče.',
  },
  ERR_METAKOCKA_PAYMENT_TYPE_UNKNOWN: {
    message: 'MetaKocka does not know a payment type of the connection.',
    messageSl: 'MetaKocka ne pozna ene od vrst plačila na povezavi.',
    remedy:
      'On the connection choose one that it knows, or add it to its register "Vrsta plačila". Then try the held orders again.',
    remedySl:
      'Na povezavi izberite tako, ki jo pozna, ali pa jo dodajte v njen šifrant "Vrsta plačila". Nato zadržana naročila poskusite znova.',
  },
  ERR_METAKOCKA_PAYMENT_TYPE_UNSEEN: {
    message: 'A payment type of the connection stands on none of the latest documents in MetaKocka.',
    messageSl: 'Ene od vrst plačila na povezavi na zadnjih dokumentih v MetaKocki ni.',
    remedy:
      'Look at the register "Vrsta plačila" in MetaKocka: the text must stand there letter for letter, in the column of values. If it does, all is well. If not, add it, or choose another on the connection.',
    remedySl:
      'V MetaKocki poglejte šifrant "Vrsta plačila": besedilo mora biti tam zapisano enako do črke, v stolpcu z vrednostjo. Če je, je vse v redu. Če ga ni, ga dodajte ali na povezavi izberite drugo.',
  },
  ERR_METAKOCKA_UNIQUE_NUMBER_UNKNOWN: {
    message: 'Whether MetaKocka refuses a second sales order with the same customer order number cannot be asked.',
    messageSl: 'Ali MetaKocka zavrne drugo prodajno naročilo z isto številko naročila kupca, ni mogoče vprašati.',
    remedy: `See that the check for a unique customer order number is on for sales orders. If it is, all is well. In MetaKocka: Additional settings.`,
    remedySl: `Preverite, ali je za prodajna naročila vklopljeno preverjanje enolične številke naročila kupca. Če je, je vse v redu. V MetaKocki: Dodatne nastavitve.`,
  },
  ERR_METAKOCKA_UNIQUE_NUMBER_OFF: {
    message: 'In MetaKocka several sales orders have the same customer order number: its check is probably off.',
    messageSl: 'V MetaKocki ima več prodajnih naročil isto številko naročila kupca: preverjanje je najbrž izklopljeno.',
    remedy:
      'Switch the check for a unique customer order number on for sales orders. In MetaKocka: Additional settings. Orders that were split by hand may rightly share a number.',
    remedySl:
      'Za prodajna naročila vklopite preverjanje enolične številke naročila kupca. V MetaKocki: Dodatne nastavitve. Ročno razdeljena naročila imajo lahko upravičeno isto številko.',
  },
  ERR_METAKOCKA_SERVICE_MISSING: {
    message: 'MetaKocka lacks a service product of the connection, and Pretok may not create it.',
    messageSl: 'V MetaKocki manjka storitev s povezave, Pretok pa je ne sme ustvariti.',
    remedy: 'Add it in MetaKocka as a service, or let Pretok create it (`settings.orders.services.create`).',
    remedySl:
      'V MetaKocki jo dodajte kot storitev ali pa dovolite, da jo ustvari Pretok (`settings.orders.services.create`).',
  },
  ERR_METAKOCKA_SERVICE_IS_GOODS: {
    message: 'A product that charges or vouchers are booked under is goods in MetaKocka, not a service.',
    messageSl: 'Izdelek, pod katerim se knjižijo stroški ali kuponi, je v MetaKocki blago in ne storitev.',
    remedy:
      'Choose the code of a service on the connection, or make the product a service in MetaKocka. A discount on goods is refused there.',
    remedySl:
      'Na povezavi izberite šifro storitve ali pa izdelek v MetaKocki spremenite v storitev. Popust na blagu je tam zavrnjen.',
  },
  ERR_METAKOCKA_UNIT_UNSEEN: {
    message: 'None of the products that were looked at in MetaKocka has the unit of the connection.',
    messageSl: 'Noben od pregledanih izdelkov v MetaKocki nima enote, ki je na povezavi.',
    remedy:
      'Look at the register of units in MetaKocka. If the unit is there, all is well. If not, choose another on the connection.',
    remedySl:
      'V MetaKocki poglejte šifrant enot. Če je enota tam, je vse v redu. Če je ni, na povezavi izberite drugo.',
  },
  ERR_METAKOCKA_SLOW: {
    message: 'MetaKocka takes long to answer.',
    messageSl: 'MetaKocka odgovarja počasi.',
    remedy: 'Nothing, if it passes: Pretok waits. If it stays, ask the support of MetaKocka.',
    remedySl: 'Nič, če mine: Pretok počaka. Če se ponavlja, vprašajte podporo MetaKocke.',
  },
  ERR_METAKOCKA_CLOCK: {
    message: 'The clocks of MetaKocka and of this server do not agree.',
    messageSl: 'Uri MetaKocke in tega strežnika se ne ujemata.',
    remedy: 'Let the operator of Pretok see that the time of its server is set by the network (NTP).',
    remedySl: 'Skrbnik Pretoka naj preveri, ali strežnik dobiva točen čas iz omrežja (NTP).',
  },
  ERR_METAKOCKA_REFUSED: {
    message: 'MetaKocka refused it.',
    messageSl: 'MetaKocka je to zavrnila.',
    remedy: "Mend what MetaKocka's words in the details name, and try again.",
    remedySl: 'Odpravite, kar pove MetaKocka v podrobnostih, in poskusite znova.',
  },
}
