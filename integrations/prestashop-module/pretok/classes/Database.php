<?php

namespace PretokModule;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The shop's own connection, with failures as exceptions whatever the shop's debug mode is. */
class Database
{
    /** @var \Db */
    private $db;

    public function __construct(\Db $db)
    {
        $this->db = $db;
    }

    /** @return int how many rows were changed */
    public function run(string $sql): int
    {
        // Not cached: with a query cache the shop would answer with what stood here before.
        if (!$this->db->execute($sql, false)) {
            throw new \RuntimeException('Pretok: ' . $this->db->getMsgError());
        }

        return (int) $this->db->Affected_Rows();
    }

    /** @return array[] */
    public function rows(string $sql): array
    {
        $rows = $this->db->executeS($sql, true, false);
        if (!is_array($rows)) {
            throw new \RuntimeException('Pretok: ' . $this->db->getMsgError());
        }

        return $rows;
    }

    public function text(string $value): string
    {
        return "'" . pSQL($value) . "'";
    }

    public function table(string $name): string
    {
        return '`' . bqSQL(_DB_PREFIX_ . $name) . '`';
    }
}
