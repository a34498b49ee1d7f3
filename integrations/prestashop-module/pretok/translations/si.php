<?php

// PrestaShop calls Slovene si or sl, depending on when the language was added to the shop.
require __DIR__ . '/sl.php';
