<?php

namespace PretokModule;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The module's page in the back office: address, secret, a test, and how it goes. */
class ConfigurationPage
{
    const SAVE = 'submitPretok';
    const TEST = 'submitPretokTest';

    /** @var \Pretok */
    private $module;

    /** @var Outbox */
    private $outbox;

    /** @var Hub */
    private $hub;

    /** @var Sender */
    private $sender;

    public function __construct(\Pretok $module, Outbox $outbox, Hub $hub, Sender $sender)
    {
        $this->module = $module;
        $this->outbox = $outbox;
        $this->hub = $hub;
        $this->sender = $sender;
    }

    public function render(\Context $context, string $cronToken): string
    {
        $messages = '';
        if (\Tools::isSubmit(self::SAVE) || \Tools::isSubmit(self::TEST)) {
            $messages = $this->save(trim($this->posted(Connection::URL)), trim($this->posted(Connection::SECRET)));
        }
        $context->smarty->assign([
            'pretok_shops' => array_map([$this, 'describeShop'], $this->shops()),
            'pretok_cron' => [
                'label' => $this->l('Address for the cron job'),
                'url' => $context->link->getModuleLink($this->module->name, 'flush', ['token' => $cronToken]),
                'why' => \Pretok::canEndAnswer()
                    ? $this->l('Call it once a minute: it sends what could not be sent at once.')
                    : $this->l('Call it once a minute: on this server nothing is sent without it.'),
            ],
        ]);

        return $messages . $this->form($context)
            . $context->smarty->fetch($this->module->getLocalPath() . 'views/templates/admin/status.tpl');
    }

    private function posted(string $name): string
    {
        $value = \Tools::getValue($name, '');

        return is_string($value) ? $value : '';
    }

    /** @return int[] those that the page is about, as chosen in the back office */
    private function shops(): array
    {
        return array_map('intval', \Shop::getContextListShopID());
    }

    private function save(string $url, string $secret): string
    {
        $stored = (string) \Configuration::get(Connection::SECRET);
        if ($url === '' && $secret === '') {
            return $this->disconnect();
        }
        if (!Connection::isUrl($url)) {
            return $this->module->displayError($this->l(
                'This is not the address of a webhook of Pretok. It begins with https:// and ends with /hooks/prestashop/ and the id of the connection; http:// is accepted within a private network only.'
            ));
        }
        if ($secret === '' ? $stored === '' : !Connection::isSecret($secret)) {
            return $this->module->displayError($this->l(
                'The secret is missing or not complete. It begins with whsec_; copy it as Pretok showed it.'
            ));
        }
        \Configuration::updateValue(Connection::URL, $url);
        \Configuration::updateValue(Connection::SECRET, $secret === '' ? $stored : $secret);
        foreach ($this->shops() as $shop) {
            $this->hub->retryNow($shop);
            $this->outbox->retryNow($shop);
        }
        $saved = $this->module->displayConfirmation($this->l('The settings are saved.'));

        return \Tools::isSubmit(self::TEST) ? $saved . $this->test() : $saved;
    }

    private function disconnect(): string
    {
        \Configuration::updateValue(Connection::URL, '');
        \Configuration::updateValue(Connection::SECRET, '');
        foreach ($this->shops() as $shop) {
            $this->outbox->clear($shop);
        }

        return $this->module->displayConfirmation($this->l(
            'The shop is not connected: nothing is announced any more, and what was waiting is deleted.'
        ));
    }

    /** An event costs Pretok one look at a record. It looks at the first order; whether there is one does not matter. */
    private function test(): string
    {
        $messages = '';
        foreach ($this->shops() as $shop) {
            $connection = Connection::ofShop($shop);
            if ($connection === null) {
                continue;
            }
            $answer = $this->sender->send($connection, [
                'type' => Event::ORDER_CHANGED,
                'subject' => 1,
                'event_id' => Event::newId(),
                'changed_at' => time(),
            ]);
            $this->hub->note($shop, $answer);
            $text = $this->describe($answer->status, $answer->reason);
            if (!$answer->isTaken()) {
                $messages .= $this->module->displayError(htmlspecialchars($text));
                continue;
            }
            $sent = $this->sender->flush($shop, $connection, \Pretok::QUICK_EVENTS, \Pretok::QUICK_SECONDS);
            $text .= $sent > 0 ? ' ' . sprintf($this->l('Sent of what was waiting: %d.'), $sent) : '';
            $messages .= $this->module->displayConfirmation(htmlspecialchars($text));
        }

        return $messages;
    }

    private function describe(int $status, string $reason): string
    {
        if ($status === 0) {
            return rtrim($this->l('No answer from Pretok.') . " $reason");
        }
        if ($status >= 200 && $status < 300) {
            return sprintf($this->l('Pretok took the message (%d).'), $status);
        }
        if ($status === 401 && $reason === 'ERR_WEBHOOK_TIME') {
            return $this->l('The clock of this server is more than five minutes off (401). Have it set.');
        }
        if ($status === 401) {
            return $this->l(
                'Pretok does not accept the signature (401): the secret is not the latest one, or the address is that of another connection.'
            );
        }
        if ($status >= 300 && $status < 400) {
            return sprintf($this->l('The address leads elsewhere (%d). Enter the one that it leads to.'), $status);
        }
        if (in_array($status, [403, 404, 405], true)) {
            return sprintf($this->l('There is no webhook of Pretok at this address (%d).'), $status);
        }
        if ($status === 429 || $status >= 500) {
            return sprintf($this->l('Pretok cannot take messages now (%d). They are kept and sent later.'), $status);
        }

        $text = $this->l('Pretok does not understand the message (%d). Is its version older than the module?');

        return rtrim(sprintf($text, $status) . " $reason");
    }

    /** @return array title and facts (label, value) for the template */
    private function describeShop(int $shop): array
    {
        $summary = $this->outbox->summary($shop);
        $state = $this->hub->state($shop);
        $facts = [[$this->l('Waiting'), (string) $summary['waiting']]];
        if ($summary['waiting'] > 0) {
            $facts[] = [$this->l('The oldest waits since'), $this->moment($summary['oldest'])];
        }
        if ($summary['refused'] > 0) {
            $facts[] = [$this->l('Of these, not understood by Pretok'), (string) $summary['refused']];
        }
        if ($summary['waiting'] >= Outbox::LIMIT) {
            $facts[] = [$this->l('Full'), $this->l('Further changes are not announced until these are sent.')];
        }
        if ($state['last_try_at'] > 0) {
            $facts[] = [$this->l('Last attempt'), $this->moment($state['last_try_at'])];
            $facts[] = [$this->l('What was answered'), $this->describe($state['last_status'], $state['last_reason'])];
        }
        if ($state['next_try_at'] > time()) {
            $facts[] = [$this->l('Next attempt not before'), $this->moment($state['next_try_at'])];
        }

        return ['title' => (new \Shop($shop))->name, 'facts' => $facts];
    }

    private function moment(int $at): string
    {
        return date('Y-m-d H:i:s', $at);
    }

    private function form(\Context $context): string
    {
        $secret = (string) \Configuration::get(Connection::SECRET);
        $helper = new \HelperForm();
        $helper->module = $this->module;
        $helper->name_controller = $this->module->name;
        $helper->token = \Tools::getAdminTokenLite('AdminModules');
        $helper->currentIndex = \AdminController::$currentIndex . '&configure=' . $this->module->name;
        $helper->default_form_language = (int) $context->language->id;
        $helper->submit_action = self::SAVE;
        $helper->fields_value = [
            Connection::URL => $this->posted(Connection::URL) ?: (string) \Configuration::get(Connection::URL),
            Connection::SECRET => '',
        ];

        return $helper->generateForm([['form' => [
            'legend' => ['title' => $this->l('Connection to Pretok'), 'icon' => 'icon-link'],
            'input' => [
                [
                    'type' => 'text',
                    'name' => Connection::URL,
                    'label' => $this->l('Address of the webhook'),
                    'desc' => $this->l('The address of Pretok, followed by what Pretok shows as url of the webhook: /hooks/prestashop/...'),
                ],
                [
                    'type' => 'password',
                    'name' => Connection::SECRET,
                    'label' => $this->l('Secret'),
                    'desc' => $secret === ''
                        ? $this->l('Begins with whsec_. Pretok shows it once, when it is made.')
                        : sprintf(
                            $this->l('One is stored, fingerprint %s. Leave the field empty to keep it.'),
                            Connection::fingerprint($secret)
                        ),
                ],
            ],
            'submit' => ['title' => $this->l('Save'), 'name' => self::SAVE],
            'buttons' => [[
                'type' => 'submit',
                'name' => self::TEST,
                'title' => $this->l('Save and send a test'),
                'icon' => 'process-icon-refresh',
                'class' => 'pull-right',
            ]],
        ]]]);
    }

    private function l(string $text): string
    {
        return $this->module->l($text, 'configurationpage');
    }
}
