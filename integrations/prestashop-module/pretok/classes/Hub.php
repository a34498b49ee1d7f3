<?php

namespace PretokModule;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * How Pretok does, as each shop sees it, and who is talking to it. At most one process of a shop does at a time: no event
 * is sent twice at once, and a slow hub holds up one process of the web server at most, whatever goes on in the shop.
 */
class Hub
{
    const LONGEST_WAIT_S = 3600;

    /** @var Database */
    private $db;

    /** @var string */
    private $table;

    public function __construct(Database $db)
    {
        $this->db = $db;
        $this->table = $db->table('pretok_hub');
    }

    public function create(): void
    {
        $this->db->run("CREATE TABLE IF NOT EXISTS {$this->table} (
            `id_shop` INT UNSIGNED NOT NULL,
            `holder` CHAR(32) NOT NULL DEFAULT '',
            `held_until` INT UNSIGNED NOT NULL DEFAULT 0,
            `failures` INT UNSIGNED NOT NULL DEFAULT 0,
            `next_try_at` INT UNSIGNED NOT NULL DEFAULT 0,
            `last_try_at` INT UNSIGNED NOT NULL DEFAULT 0,
            `last_status` SMALLINT UNSIGNED NOT NULL DEFAULT 0,
            `last_reason` VARCHAR(255) NOT NULL DEFAULT '',
            PRIMARY KEY (`id_shop`)
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4");
    }

    public function drop(): void
    {
        $this->db->run("DROP TABLE IF EXISTS {$this->table}");
    }

    /**
     * @param int $leaseS after this time it is another's turn, in case we die
     *
     * @return string|null proof that it is our turn; null: it is not, or the hub is left in peace for a while
     */
    public function claim(int $shop, int $leaseS): ?string
    {
        $holder = bin2hex(random_bytes(16));
        $now = time();
        $until = $now + $leaseS;
        $this->ensureRow($shop);
        $claimed = $this->db->run("UPDATE {$this->table}
            SET `holder` = {$this->db->text($holder)}, `held_until` = $until
            WHERE `id_shop` = $shop AND `held_until` <= $now AND `next_try_at` <= $now");

        return $claimed === 1 ? $holder : null;
    }

    private function ensureRow(int $shop): void
    {
        $this->db->run("INSERT IGNORE INTO {$this->table} (`id_shop`) VALUES ($shop)");
    }

    public function release(int $shop, string $holder): void
    {
        $this->db->run("UPDATE {$this->table} SET `held_until` = 0
            WHERE `id_shop` = $shop AND `holder` = {$this->db->text($holder)}");
    }

    /** Remembers what was answered; after trouble, the hub is left in peace for longer and longer. */
    public function note(int $shop, Answer $answer): void
    {
        $now = time();
        $failures = 0;
        $nextTryAt = 0;
        if (!$answer->isTaken() && !$answer->isRefused()) {
            $failures = $this->state($shop)['failures'] + 1;
            $waitS = $answer->retryAfterS > 0 ? $answer->retryAfterS : Answer::delayS($failures - 1);
            $nextTryAt = $now + min($waitS, self::LONGEST_WAIT_S);
        }
        $this->ensureRow($shop);
        $this->db->run("UPDATE {$this->table} SET `failures` = $failures, `next_try_at` = $nextTryAt,
            `last_try_at` = $now, `last_status` = {$answer->status},
            `last_reason` = {$this->db->text(substr($answer->reason, 0, 255))} WHERE `id_shop` = $shop");
    }

    public function retryNow(int $shop): void
    {
        $this->db->run("UPDATE {$this->table} SET `failures` = 0, `next_try_at` = 0 WHERE `id_shop` = $shop");
    }

    /** @return array failures, next_try_at, last_try_at, last_status, last_reason; zeros if nothing was ever sent */
    public function state(int $shop): array
    {
        $rows = $this->db->rows("SELECT `failures`, `next_try_at`, `last_try_at`, `last_status`, `last_reason`
            FROM {$this->table} WHERE `id_shop` = $shop");
        $row = $rows ? $rows[0] : [];
        $state = ['last_reason' => isset($row['last_reason']) ? $row['last_reason'] : ''];
        foreach (['failures', 'next_try_at', 'last_try_at', 'last_status'] as $name) {
            $state[$name] = isset($row[$name]) ? (int) $row[$name] : 0;
        }

        return $state;
    }
}
