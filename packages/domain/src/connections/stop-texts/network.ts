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
  ERR_REMOTE_NAME_UNKNOWN: {
    message: 'There is no server by this name.',
    messageSl: 'Strežnika s tem imenom ni.',
    remedy:
      'Compare the address with the one in the browser, letter by letter. If it is right, the domain has expired or has no DNS entry: ask its registrar. Inside a private network, let the operator of Pretok see that its server knows the name.',
    remedySl:
      'Naslov primerjajte s tistim v brskalniku, črko za črko. Če je pravilen, je domena potekla ali nima vnosa DNS: vprašajte registrarja. V zasebnem omrežju naj skrbnik Pretoka preveri, ali njegov strežnik to ime pozna.',
  },
  ERR_REMOTE_NAME_UNRESOLVED: {
    message: 'The name service of this server does not answer.',
    messageSl: 'Imenska storitev (DNS) tega strežnika ne odgovarja.',
    remedy:
      'Try again in a minute. If it stays, the operator of Pretok checks the DNS settings of its server or container; the address may well be right.',
    remedySl:
      'Poskusite znova čez minuto. Če se ponavlja, naj skrbnik Pretoka preveri nastavitve DNS strežnika ali vsebnika; naslov je lahko povsem pravilen.',
  },
  ERR_REMOTE_CONNECTION_REFUSED: {
    message: 'The server refuses the connection: nothing listens at this port.',
    messageSl: 'Strežnik zavrača povezavo: na teh vratih nihče ne posluša.',
    remedy:
      'Check the port in the address, and whether the web server runs. If it opens in a browser, its firewall refuses the server of Pretok: have that one allowed.',
    remedySl:
      'Preverite vrata v naslovu in ali spletni strežnik teče. Če se naslov v brskalniku odpre, njegov požarni zid zavrača strežnik Pretoka: naj ga dovolijo.',
  },
  ERR_REMOTE_UNREACHABLE: {
    message: 'No way leads from this server to the address.',
    messageSl: 'Od tega strežnika do naslova ni poti.',
    remedy:
      'The operator of Pretok checks whether its server has a way out to the internet (gateway, firewall, proxy, VPN) and to this address.',
    remedySl:
      'Skrbnik Pretoka naj preveri, ali ima njegov strežnik pot v internet (prehod, požarni zid, posrednik, VPN) in do tega naslova.',
  },
  ERR_REMOTE_CONNECT_TIMEOUT: {
    message: 'The server does not react at this port.',
    messageSl: 'Strežnik se na teh vratih ne odzove.',
    remedy:
      'Check the port in the address. If it opens in a browser, a firewall swallows the calls: ask the hosting company to allow the address of the server that Pretok runs on.',
    remedySl:
      'Preverite vrata v naslovu. Če se naslov v brskalniku odpre, klice požira požarni zid: ponudnika gostovanja prosite, naj dovoli naslov strežnika, na katerem teče Pretok.',
  },
  ERR_REMOTE_ANSWER_TIMEOUT: {
    message: 'The server takes the connection, but no answer came in time.',
    messageSl: 'Strežnik sprejme povezavo, a odgovora ni bilo pravočasno.',
    remedy:
      'Open the address in a browser. If that takes long too, the server is overloaded: ask the hosting company. If not, a protection in front of it holds our calls back: have the address of the server that Pretok runs on allowed.',
    remedySl:
      'Naslov odprite v brskalniku. Če tudi tam traja dolgo, je strežnik preobremenjen: vprašajte ponudnika gostovanja. Če ne, naše klice zadržuje zaščita pred njim: naj dovolijo naslov strežnika, na katerem teče Pretok.',
  },
  ERR_REMOTE_CONNECTION_LOST: {
    message: 'The connection broke off before the whole answer was there.',
    messageSl: 'Povezava se je prekinila, preden je prišel cel odgovor.',
    remedy:
      'Try again. If it stays, the error log of the web server says why; often PHP was ended in the middle (memory, time limit), or a firewall cut the connection.',
    remedySl:
      'Poskusite znova. Če se ponavlja, vzrok pove dnevnik napak spletnega strežnika; pogosto je PHP končan sredi dela (pomnilnik, časovna omejitev) ali pa povezavo prekine požarni zid.',
  },
  ERR_REMOTE_NOT_ENCRYPTED: {
    message: 'The address begins with http://: everything, the key too, travels in the open.',
    messageSl: 'Naslov se začne s http://: vse, tudi ključ, potuje nešifrirano.',
    remedy:
      'Outside a network of your own, have a certificate set up (free from the hosting company as a rule) and enter the address with https://.',
    remedySl:
      'Zunaj lastnega omrežja naj vam uredijo potrdilo (pri ponudniku gostovanja je praviloma brezplačno), nato vpišite naslov s https://.',
  },
  ERR_REMOTE_TLS_NOT_SPOKEN: {
    message: 'The server does not encrypt at this port.',
    messageSl: 'Strežnik na teh vratih ne šifrira.',
    remedy:
      'Check the port. If it is right, have https set up on the server, or enter the address with http:// if nobody can listen on the way.',
    remedySl:
      'Preverite vrata. Če so pravilna, naj na strežniku uredijo https; če na poti ne more nihče prisluškovati, pa vpišite naslov s http://.',
  },
  ERR_REMOTE_TLS_OUTDATED: {
    message: 'The server encrypts only in ways that are broken (older than TLS 1.2, or with keys too short).',
    messageSl: 'Strežnik šifrira le na načine, ki niso več varni (starejši od TLS 1.2 ali s prekratkimi ključi).',
    remedy: 'Whoever runs the server switches on TLS 1.2 and 1.3; for that it usually has to be updated.',
    remedySl: 'Upravljavec strežnika naj vklopi TLS 1.2 in 1.3; za to ga je običajno treba posodobiti.',
  },
  ERR_REMOTE_TLS_HANDSHAKE: {
    message: 'The server breaks off while the encryption is being agreed on.',
    messageSl: 'Strežnik prekine povezavo med dogovarjanjem o šifriranju.',
    remedy:
      'As a rule the server has no certificate for this name, or a firewall ends the connection. Check the name; then ask whoever runs the server.',
    remedySl:
      'Strežnik praviloma nima potrdila za to ime ali pa povezavo prekine požarni zid. Preverite ime; nato vprašajte upravljavca strežnika.',
  },
  ERR_REMOTE_TLS_EXPIRED: {
    message: "The server's certificate has expired.",
    messageSl: 'Potrdilo strežnika je poteklo.',
    remedy: 'The hosting company renews the certificate, and sees why it was not renewed by itself.',
    remedySl: 'Ponudnik gostovanja naj potrdilo podaljša in preveri, zakaj se ni podaljšalo samo.',
  },
  ERR_REMOTE_TLS_NOT_YET_VALID: {
    message: "The server's certificate is not valid yet.",
    messageSl: 'Potrdilo strežnika še ne velja.',
    remedy:
      'The operator of Pretok compares the clock of its server first. If it is right, the hosting company puts the right certificate in place.',
    remedySl:
      'Skrbnik Pretoka naj najprej preveri uro svojega strežnika. Če je prava, naj ponudnik gostovanja namesti pravo potrdilo.',
  },
  ERR_REMOTE_TLS_NAME: {
    message: "The server's certificate is for other names.",
    messageSl: 'Potrdilo strežnika je za druga imena.',
    remedy:
      "If one of the certificate's names is that of the store, enter that address. Otherwise the hosting company sets up a certificate for this name.",
    remedySl:
      'Če je katero od imen v potrdilu ime trgovine, vpišite ta naslov. Sicer naj ponudnik gostovanja uredi potrdilo za to ime.',
  },
  ERR_REMOTE_TLS_SELF_SIGNED: {
    message: "The server's certificate vouches for itself only (self-signed).",
    messageSl: 'Potrdilo strežnika jamči samo zase (samopodpisano).',
    remedy:
      'On the internet: the hosting company sets up a certificate of a known authority. In a network of your own: the operator of Pretok saves the certificate as a PEM file, names it in NODE_EXTRA_CA_CERTS for the gateway and the workers, and starts them anew.',
    remedySl:
      'Na internetu: ponudnik gostovanja naj uredi potrdilo znanega izdajatelja. V lastnem omrežju: skrbnik Pretoka potrdilo shrani v datoteko PEM, jo za prehod (gateway) in delavce (worker) navede v NODE_EXTRA_CA_CERTS in jih znova zažene.',
  },
  ERR_REMOTE_TLS_CHAIN_INCOMPLETE: {
    message: 'The server does not send the certificate that vouches for its own.',
    messageSl: 'Strežnik ne pošilja potrdila, ki jamči za njegovo.',
    remedy:
      'Whoever runs the server installs the certificate with its intermediate ones ("full chain", fullchain.pem, CA bundle). If the issuer is an authority of your own, the operator of Pretok names its PEM file in NODE_EXTRA_CA_CERTS for the gateway and the workers, and starts them anew.',
    remedySl:
      'Upravljavec strežnika naj namesti potrdilo skupaj z vmesnimi ("full chain", fullchain.pem, CA bundle). Če je izdajatelj vaš lasten, naj skrbnik Pretoka njegovo datoteko PEM za prehod (gateway) in delavce (worker) navede v NODE_EXTRA_CA_CERTS in jih znova zažene.',
  },
  ERR_REMOTE_TLS_UNKNOWN_CA: {
    message: "The issuer of the server's certificate is not known here.",
    messageSl: 'Izdajatelj potrdila strežnika tukaj ni znan.',
    remedy:
      'If the authority is your own, the operator of Pretok saves its certificate as a PEM file, names it in NODE_EXTRA_CA_CERTS for the gateway and the workers, and starts them anew. Otherwise the hosting company sets up a certificate of a known authority. Be careful where you know nothing of it: somebody may stand between Pretok and the server.',
    remedySl:
      'Če je izdajatelj vaš lasten, naj skrbnik Pretoka njegovo potrdilo shrani v datoteko PEM, jo za prehod (gateway) in delavce (worker) navede v NODE_EXTRA_CA_CERTS in jih znova zažene. Sicer naj ponudnik gostovanja uredi potrdilo znanega izdajatelja. Če zanj ne veste, bodite previdni: med Pretokom in strežnikom je lahko kdo tretji.',
  },
  ERR_REMOTE_TLS_UNTRUSTED: {
    message: "The server's certificate is not to be trusted.",
    messageSl: 'Potrdilu strežnika ni mogoče zaupati.',
    remedy: 'Whoever runs the server has its certificate checked and replaced; the details name the fault.',
    remedySl: 'Upravljavec strežnika naj potrdilo preveri in zamenja; napaka je navedena v podrobnostih.',
  },
  ERR_REMOTE_TLS_EXPIRES_SOON: {
    message: "The server's certificate expires soon.",
    messageSl: 'Potrdilo strežnika bo kmalu poteklo.',
    remedy: 'Certificates are usually renewed earlier: let the hosting company see whether the renewal works.',
    remedySl: 'Potrdila se običajno podaljšajo prej: ponudnik gostovanja naj preveri, ali podaljševanje deluje.',
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
