<?php

namespace PretokModule;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * What is yet to be told to Pretok. One row per shop, type and record: it is rewritten when the record changes again.
 * A rewritten row has a new event id, so that a change is told even if the row was on its way when it happened.
 */
class Outbox
{
    const LIMIT = 100000;

    /** @var Database */
    private $db;

    /** @var string */
    private $table;

    /** @var int|null how many more rows there is room for; null: not counted yet */
    private $room;

    /** @var array[] what was put in by this request: shop, type, subject, and when it changed again */
    private $known = [];

    public function __construct(Database $db)
    {
        $this->db = $db;
        $this->table = $db->table('pretok_outbox');
    }

    public function create(): void
    {
        // The key is the record itself: with one unique key, rows that are put in at the same time do not deadlock.
        $this->db->run("CREATE TABLE IF NOT EXISTS {$this->table} (
            `id_shop` INT UNSIGNED NOT NULL,
            `type` VARCHAR(32) NOT NULL,
            `subject` BIGINT UNSIGNED NOT NULL,
            `event_id` CHAR(36) NOT NULL,
            `created_at` INT UNSIGNED NOT NULL,
            `changed_at` INT UNSIGNED NOT NULL,
            `next_try_at` INT UNSIGNED NOT NULL,
            `attempts` INT UNSIGNED NOT NULL DEFAULT 0,
            `last_status` SMALLINT UNSIGNED NOT NULL DEFAULT 0,
            PRIMARY KEY (`id_shop`, `type`, `subject`),
            KEY `next_try` (`id_shop`, `next_try_at`)
        ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4");
    }

    public function drop(): void
    {
        $this->db->run("DROP TABLE IF EXISTS {$this->table}");
    }

    /**
     * The first change of a record is written at once. Further ones of the same request are only remembered, for
     * addAgain(): a product that is saved is told of a dozen times.
     *
     * @return bool false: there is no room
     */
    public function add(int $shop, string $type, int $subject): bool
    {
        $key = "$shop $type $subject";
        if (isset($this->known[$key])) {
            $this->known[$key]['again_at'] = time();

            return true;
        }
        if (!$this->hasRoom()) {
            return false;
        }
        $this->write($shop, $type, $subject, time());
        $this->known[$key] = ['shop' => $shop, 'type' => $type, 'subject' => $subject, 'again_at' => null];

        return true;
    }

    /** Writes what changed again after it was put in: the row may have been sent meanwhile. */
    public function addAgain(): void
    {
        foreach ($this->known as $key => $event) {
            if ($event['again_at'] !== null) {
                $this->write($event['shop'], $event['type'], $event['subject'], $event['again_at']);
                $this->known[$key]['again_at'] = null;
            }
        }
    }

    private function hasRoom(): bool
    {
        if ($this->room === null) {
            $this->room = self::LIMIT - $this->count();
        }

        return $this->room-- > 0;
    }

    /** @return int of all shops */
    public function count(): int
    {
        return (int) $this->db->rows("SELECT COUNT(*) AS n FROM {$this->table}")[0]['n'];
    }

    private function write(int $shop, string $type, int $subject, int $at): void
    {
        $type = $this->db->text($type);
        $id = $this->db->text(Event::newId());
        $this->db->run("INSERT INTO {$this->table}
            (`id_shop`, `type`, `subject`, `event_id`, `created_at`, `changed_at`, `next_try_at`)
            VALUES ($shop, $type, $subject, $id, $at, $at, $at)
            ON DUPLICATE KEY UPDATE `event_id` = $id, `changed_at` = $at");
    }

    /** @return array[] rows that may be sent now, the longest waiting ones first */
    public function due(int $shop, int $limit): array
    {
        $now = time();

        return $this->db->rows("SELECT `type`, `subject`, `event_id`, `changed_at`, `attempts` FROM {$this->table}
            WHERE `id_shop` = $shop AND `next_try_at` <= $now ORDER BY `next_try_at`, `created_at` LIMIT $limit");
    }

    /** What was told is gone, unless it has changed meanwhile. */
    public function remove(int $shop, array $event): void
    {
        $this->db->run("DELETE FROM {$this->table} WHERE {$this->same($shop, $event)}");
    }

    public function postpone(int $shop, array $event, int $delayS, int $status): void
    {
        $nextTryAt = time() + $delayS;
        $this->db->run("UPDATE {$this->table}
            SET `attempts` = `attempts` + 1, `next_try_at` = $nextTryAt, `last_status` = $status
            WHERE {$this->same($shop, $event)}");
    }

    private function same(int $shop, array $event): string
    {
        return "`id_shop` = $shop AND `type` = {$this->db->text($event['type'])} AND `subject` = "
            . (int) $event['subject'] . " AND `event_id` = {$this->db->text($event['event_id'])}";
    }

    public function retryNow(int $shop): void
    {
        $now = time();
        $this->db->run("UPDATE {$this->table} SET `next_try_at` = $now WHERE `id_shop` = $shop AND `next_try_at` > $now");
    }

    public function clear(int $shop): void
    {
        $this->db->run("DELETE FROM {$this->table} WHERE `id_shop` = $shop");
    }

    /** @return int[] shops that have something to tell */
    public function shops(): array
    {
        $rows = $this->db->rows("SELECT DISTINCT `id_shop` FROM {$this->table} ORDER BY `id_shop`");

        return array_map('intval', array_column($rows, 'id_shop'));
    }

    /** @return int[] waiting, refused (of these), oldest (Unix seconds, 0 if nothing waits) */
    public function summary(int $shop): array
    {
        $refused = implode(', ', Answer::REFUSED);
        $rows = $this->db->rows("SELECT COUNT(*) AS waiting, COALESCE(MIN(`created_at`), 0) AS oldest,
            COALESCE(SUM(`last_status` IN ($refused)), 0) AS refused FROM {$this->table} WHERE `id_shop` = $shop");

        return array_map('intval', $rows[0]);
    }
}
