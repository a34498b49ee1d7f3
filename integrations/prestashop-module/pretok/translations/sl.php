<?php

global $_MODULE;
$_MODULE = [];
// Tells Pretok at once which orders, products and stock have changed.
$_MODULE['<{pretok}prestashop>pretok_bf9d9e5ae2544d02aee76c9cf5af66a8'] =
    'Pretoku takoj sporoči, katera naročila, izdelki in zaloge so se spremenili.';
// What Pretok has not been told yet is deleted. Uninstall the module?
$_MODULE['<{pretok}prestashop>pretok_adb8ec8c03d60babbd694f005b331c9e'] =
    'Kar Pretoku še ni bilo sporočeno, bo izbrisano. Želite odstraniti modul?';
// Address for the cron job
$_MODULE['<{pretok}prestashop>configurationpage_f5e84ac6d7a26b1a3d0e363c7398ffff'] =
    'Naslov za časovno opravilo (cron)';
// Call it once a minute: it sends what could not be sent at once.
$_MODULE['<{pretok}prestashop>configurationpage_4d2320ec5a132d3d12302f7c601947da'] =
    'Kličite ga enkrat na minuto: pošlje, česar ni bilo mogoče poslati takoj.';
// Call it once a minute: on this server nothing is sent without it.
$_MODULE['<{pretok}prestashop>configurationpage_7eba12baed0cd7748d57345d4c116eca'] =
    'Kličite ga enkrat na minuto: na tem strežniku se brez njega ne pošlje nič.';
// This is not the address of a webhook of Pretok. It begins with https:// and ends with /hooks/prestashop/ and the id of the connection; http:// is accepted within a private network only.
$_MODULE['<{pretok}prestashop>configurationpage_ee6faa87935fe0da040783d81ede5d12'] =
    'To ni naslov Pretokove kljuke (webhook). Začne se s https:// in konča z /hooks/prestashop/ in oznako povezave; http:// je dovoljen samo v zasebnem omrežju.';
// The secret is missing or not complete. It begins with whsec_; copy it as Pretok showed it.
$_MODULE['<{pretok}prestashop>configurationpage_c15736be402f7ea593c733171a739b94'] =
    'Skrivni ključ manjka ali ni popoln. Začne se z whsec_; prepišite ga tako, kot ga je prikazal Pretok.';
// The settings are saved.
$_MODULE['<{pretok}prestashop>configurationpage_845560a7d410cf154be3bcfdaad2f858'] =
    'Nastavitve so shranjene.';
// The shop is not connected: nothing is announced any more, and what was waiting is deleted.
$_MODULE['<{pretok}prestashop>configurationpage_5ee990bcfff4ef643dc76b1f657a9744'] =
    'Trgovina ni povezana: nič se ne sporoča več, in kar je čakalo, je izbrisano.';
// Sent of what was waiting: %d.
$_MODULE['<{pretok}prestashop>configurationpage_b109d66fc2f04dfa5fa23c9686e94c3b'] =
    'Poslano od čakajočega: %d.';
// No answer from Pretok.
$_MODULE['<{pretok}prestashop>configurationpage_1b0ef3b6cb713725b40f33f32ce24942'] =
    'Pretok ne odgovarja.';
// Pretok took the message (%d).
$_MODULE['<{pretok}prestashop>configurationpage_b6437ca422c6b32f1ebbc440a34b47aa'] =
    'Pretok je sprejel sporočilo (%d).';
// The clock of this server is more than five minutes off (401). Have it set.
$_MODULE['<{pretok}prestashop>configurationpage_3978e321acdb29bab6f6647f0a007f2c'] =
    'Ura tega strežnika odstopa za več kot pet minut (401). Poskrbite, da bo nastavljena.';
// Pretok does not accept the signature (401): the secret is not the latest one, or the address is that of another connection.
$_MODULE['<{pretok}prestashop>configurationpage_72346f200a67801f391353e74c5f4413'] =
    'Pretok ne sprejme podpisa (401): skrivni ključ ni zadnji ali pa je naslov od druge povezave.';
// The address leads elsewhere (%d). Enter the one that it leads to.
$_MODULE['<{pretok}prestashop>configurationpage_e3cd1286dc3f979b09b55be0f65299a5'] =
    'Naslov preusmerja drugam (%d). Vnesite naslov, na katerega preusmerja.';
// There is no webhook of Pretok at this address (%d).
$_MODULE['<{pretok}prestashop>configurationpage_e96259098735b1fb63a449c5103c8186'] =
    'Na tem naslovu ni Pretokove kljuke (%d).';
// Pretok cannot take messages now (%d). They are kept and sent later.
$_MODULE['<{pretok}prestashop>configurationpage_33ecbb2d543838f39de7637e2da8aa0c'] =
    'Pretok zdaj ne more sprejeti sporočil (%d). Shranjena so in bodo poslana pozneje.';
// Pretok does not understand the message (%d). Is its version older than the module?
$_MODULE['<{pretok}prestashop>configurationpage_70e7eace4c6cf3fe5953be8743ac6d45'] =
    'Pretok ne razume sporočila (%d). Je njegova različica starejša od modula?';
// Waiting
$_MODULE['<{pretok}prestashop>configurationpage_5706de961fb376d701be6e7762d8b09c'] =
    'Čaka';
// The oldest waits since
$_MODULE['<{pretok}prestashop>configurationpage_39b0ee73d7f3fd4086420e4fcec0fca8'] =
    'Najstarejše čaka od';
// Of these, not understood by Pretok
$_MODULE['<{pretok}prestashop>configurationpage_b17d5bca4b4b650e1197507f22d7470a'] =
    'Od tega Pretok ni razumel';
// Full
$_MODULE['<{pretok}prestashop>configurationpage_bbd47109890259c0127154db1af26c75'] =
    'Polno';
// Further changes are not announced until these are sent.
$_MODULE['<{pretok}prestashop>configurationpage_730c855426ec8b0c6b078a7709c93436'] =
    'Nadaljnje spremembe se ne sporočajo, dokler te niso poslane.';
// Last attempt
$_MODULE['<{pretok}prestashop>configurationpage_0d85bc84aeb6ce6f174cc6d27e9d2ace'] =
    'Zadnji poskus';
// What was answered
$_MODULE['<{pretok}prestashop>configurationpage_1be0c1823646ba4a4de4f4afa253ffde'] =
    'Odgovor';
// Next attempt not before
$_MODULE['<{pretok}prestashop>configurationpage_6d40f1094710636ec53d549df0fb9154'] =
    'Naslednji poskus ne pred';
// Connection to Pretok
$_MODULE['<{pretok}prestashop>configurationpage_242f8e69a9059b8bdd40b8419e7b7a25'] =
    'Povezava s Pretokom';
// Address of the webhook
$_MODULE['<{pretok}prestashop>configurationpage_1c3ad05245c830bb17a0444d6f379ba2'] =
    'Naslov kljuke (webhook)';
// The address of Pretok, followed by what Pretok shows as url of the webhook: /hooks/prestashop/...
$_MODULE['<{pretok}prestashop>configurationpage_a380d8010f8a3d01fb301362dbdcdf2d'] =
    'Naslov Pretoka, ki mu sledi to, kar Pretok prikaže kot url kljuke: /hooks/prestashop/...';
// Secret
$_MODULE['<{pretok}prestashop>configurationpage_1e6947ac7fb3a9529a9726eb692c8cc5'] =
    'Skrivni ključ';
// Begins with whsec_. Pretok shows it once, when it is made.
$_MODULE['<{pretok}prestashop>configurationpage_6d7c06f5a4dc030bad66f4e92a7bbbfa'] =
    'Začne se z whsec_. Pretok ga prikaže samo enkrat, ko nastane.';
// One is stored, fingerprint %s. Leave the field empty to keep it.
$_MODULE['<{pretok}prestashop>configurationpage_c7142a8e722e3fc47a40a98cfa33556a'] =
    'Shranjen je ključ s prstnim odtisom %s. Da ostane, pustite polje prazno.';
// Save
$_MODULE['<{pretok}prestashop>configurationpage_c9cc8cce247e49bae79f15173ce97354'] =
    'Shrani';
// Save and send a test
$_MODULE['<{pretok}prestashop>configurationpage_eb9c431ed8b693624ea30605a15ef89a'] =
    'Shrani in pošlji preizkus';
