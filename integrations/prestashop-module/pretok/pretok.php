<?php

if (!defined('_PS_VERSION_')) {
    exit;
}

// Not an autoloader: nearly all of them are wanted whenever the module is, and the shop has enough autoloaders.
foreach (['Database', 'Event', 'Answer', 'Outbox', 'Hub', 'HttpPost', 'Connection', 'Sender', 'Hooks'] as $class) {
    require_once __DIR__ . "/classes/$class.php";
}

/** Tells Pretok which orders, products and stock have changed. See docs/prestashop-module.md. */
class Pretok extends Module
{
    use PretokModule\Hooks;

    const CRON_TOKEN = 'PRETOK_CRON_TOKEN';

    const QUICK_EVENTS = 20;
    const QUICK_SECONDS = 5;
    const CRON_EVENTS = 1000;
    const CRON_SECONDS = 50;

    /** @var PretokModule\Database|null */
    private $database;

    /** @var PretokModule\Outbox|null kept: it knows what this request has put in already */
    private $outbox;

    /** @var PretokModule\Connection[] of the shops that have something to tell after this request, by shop */
    private $toTell = [];

    /** @var bool */
    private $hasLogged = false;

    public function __construct()
    {
        $this->name = 'pretok';
        $this->tab = 'others';
        $this->version = '1.0.0';
        $this->author = 'Pretok';
        $this->need_instance = 0;
        $this->bootstrap = true;
        $this->ps_versions_compliancy = ['min' => '1.7.8.0', 'max' => '9.99.99'];
        parent::__construct();
        $this->displayName = 'Pretok';
        $this->description = $this->l('Tells Pretok at once which orders, products and stock have changed.');
        $this->confirmUninstall = $this->l('What Pretok has not been told yet is deleted. Uninstall the module?');
    }

    public function install(): bool
    {
        $this->outbox()->create();
        $this->hub()->create();
        Configuration::updateGlobalValue(self::CRON_TOKEN, bin2hex(random_bytes(16)));

        return parent::install() && $this->registerHook($this->hookNames());
    }

    public function uninstall(): bool
    {
        foreach ([PretokModule\Connection::URL, PretokModule\Connection::SECRET, self::CRON_TOKEN] as $name) {
            Configuration::deleteByName($name);
        }
        $this->outbox()->drop();
        $this->hub()->drop();

        return parent::uninstall();
    }

    public function getContent(): string
    {
        require_once __DIR__ . '/classes/ConfigurationPage.php';
        $page = new PretokModule\ConfigurationPage($this, $this->outbox(), $this->hub(), $this->sender());

        return $page->render($this->context, (string) Configuration::getGlobalValue(self::CRON_TOKEN));
    }

    protected function announce(string $type, int $subject, array $shops): void
    {
        foreach ($shops as $shop) {
            $connection = PretokModule\Connection::ofShop($shop);
            if ($connection === null || $subject <= 0) {
                continue;
            }
            if (!$this->outbox()->add($shop, $type, $subject)) {
                $this->log('Pretok: the outbox is full, further changes are not announced');
            }
            if (!$this->toTell) {
                register_shutdown_function([$this, 'tell']);
            }
            $this->toTell[$shop] = $connection;
        }
    }

    /** At the end of a request: what it has changed is sent once the visitor has the answer. */
    public function tell(): void
    {
        $this->safely(function () {
            $this->outbox()->addAgain();
            if (!$this->endAnswer()) {
                return;
            }
            foreach ($this->toTell as $shop => $connection) {
                $this->sender()->flush($shop, $connection, self::QUICK_EVENTS, self::QUICK_SECONDS);
            }
        });
    }

    /** @return bool whether this server can go on working after the visitor has the answer; if not, the cron job sends */
    public static function canEndAnswer(): bool
    {
        return function_exists('fastcgi_finish_request') || function_exists('litespeed_finish_request');
    }

    private function endAnswer(): bool
    {
        if (PHP_SAPI === 'cli') {
            return true;
        }
        if (!self::canEndAnswer()) {
            return false;
        }
        // PrestaShop writes its cookie when it is destroyed. That would be too late: here the headers go out.
        if ($this->context->cookie instanceof Cookie) {
            $this->context->cookie->write();
        }
        if (session_status() === PHP_SESSION_ACTIVE) {
            session_write_close();
        }
        ignore_user_abort(true);

        return function_exists('fastcgi_finish_request') ? fastcgi_finish_request() : litespeed_finish_request();
    }

    /**
     * Sends what waits, of all shops.
     *
     * @return int how many events Pretok took
     */
    public function flush(): int
    {
        $until = microtime(true) + self::CRON_SECONDS;
        $taken = 0;
        foreach ($this->outbox()->shops() as $shop) {
            $connection = PretokModule\Connection::ofShop($shop);
            $seconds = $until - microtime(true);
            if ($connection !== null && $seconds > 0) {
                $taken += $this->sender()->flush($shop, $connection, self::CRON_EVENTS, $seconds);
            }
        }

        return $taken;
    }

    /** @return int how many events wait, of all shops */
    public function countWaiting(): int
    {
        return $this->outbox()->count();
    }

    protected function safely(callable $work): void
    {
        try {
            $work();
        } catch (Throwable $error) {
            $this->log('Pretok: a change was not announced: ' . get_class($error) . ': ' . $error->getMessage());
        }
    }

    /** Once per request: what is broken is told of by every hook. */
    private function log(string $message): void
    {
        if ($this->hasLogged) {
            return;
        }
        $this->hasLogged = true;
        try {
            PrestaShopLogger::addLog($message, 3, null, 'Module', (int) $this->id);
        } catch (Throwable $error) {
            error_log($message);
        }
    }

    private function database(): PretokModule\Database
    {
        if ($this->database === null) {
            $this->database = new PretokModule\Database(Db::getInstance());
        }

        return $this->database;
    }

    private function outbox(): PretokModule\Outbox
    {
        if ($this->outbox === null) {
            $this->outbox = new PretokModule\Outbox($this->database());
        }

        return $this->outbox;
    }

    private function hub(): PretokModule\Hub
    {
        return new PretokModule\Hub($this->database());
    }

    private function sender(): PretokModule\Sender
    {
        return new PretokModule\Sender($this->outbox(), $this->hub(), new PretokModule\HttpPost());
    }
}
