<?php

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The cron job's address: sends what waits. */
class PretokFlushModuleFrontController extends ModuleFrontController
{
    /** Instead of all that makes a page: a visitor, a cart, a country, and the maintenance page that would come in between. */
    public function init(): void
    {
        $token = (string) Configuration::getGlobalValue(Pretok::CRON_TOKEN);
        $given = Tools::getValue('token');
        header('Content-Type: application/json');
        header('Cache-Control: no-store');
        if ($token === '' || !is_string($given) || !hash_equals($token, $given)) {
            http_response_code(403);
            exit('{"error":"token"}');
        }
        $sent = $this->module->flush();
        exit(json_encode(['sent' => $sent, 'waiting' => $this->module->countWaiting()]));
    }
}
