<?php

// As much of PrestaShop as the module touches, for tests without a shop. Names and shapes are those of PrestaShop 8.2.

define('_PS_VERSION_', '8.2.1');
define('_DB_PREFIX_', 'ps_');

function pSQL($text)
{
    return Db::getInstance()->escape($text);
}

function bqSQL($text)
{
    return str_replace('`', '\`', $text);
}

/** The shop's database: a file of SQLite that is spoken to as MySQL, or a real MySQL or MariaDB. */
class Db
{
    private static $instance;
    private $pdo;
    private $result;

    public static function getInstance()
    {
        if (self::$instance === null) {
            self::$instance = new self(getenv('SHOP_DATABASE'));
        }

        return self::$instance;
    }

    private function __construct($dsn)
    {
        $this->pdo = new PDO($dsn, strpos($dsn, 'mysql:') === 0 ? getenv('SHOP_DATABASE_USER') : null);
        $this->pdo->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_SILENT);
        $this->pdo->exec($this->isSqlite() ? 'PRAGMA busy_timeout = 10000' : "SET SESSION sql_mode = ''");
    }

    private function isSqlite()
    {
        return $this->pdo->getAttribute(PDO::ATTR_DRIVER_NAME) === 'sqlite';
    }

    private function toSqlite($sql)
    {
        $sql = preg_replace('/,\s*KEY `\w+` \([^)]*\)/', '', $sql);
        $sql = str_replace([' ENGINE=InnoDB DEFAULT CHARSET=utf8mb4', ' UNSIGNED'], '', $sql);

        return str_replace(
            ['INSERT IGNORE', 'ON DUPLICATE KEY UPDATE'],
            ['INSERT OR IGNORE', 'ON CONFLICT DO UPDATE SET'],
            $sql
        );
    }

    private function query($sql)
    {
        return $this->result = $this->pdo->query($this->isSqlite() ? $this->toSqlite($sql) : $sql);
    }

    public function execute($sql, $useCache = true)
    {
        return (bool) $this->query($sql);
    }

    public function executeS($sql, $array = true, $useCache = true)
    {
        return $this->query($sql) ? $this->result->fetchAll(PDO::FETCH_ASSOC) : false;
    }

    public function Affected_Rows()
    {
        return $this->result->rowCount();
    }

    public function getMsgError()
    {
        return (string) $this->pdo->errorInfo()[2];
    }

    public function escape($text)
    {
        return substr($this->pdo->quote($text), 1, -1);
    }
}

/** Values by shop; shop 0 is what holds for all. Kept in the database, as in PrestaShop. */
class Configuration
{
    private static function rows($where)
    {
        Db::getInstance()->execute('CREATE TABLE IF NOT EXISTS ps_configuration
            (name VARCHAR(64) NOT NULL, id_shop INT NOT NULL, value TEXT, PRIMARY KEY (name, id_shop))');

        return Db::getInstance()->executeS("SELECT value FROM ps_configuration WHERE $where");
    }

    public static function get($name, $language = null, $group = null, $shop = null)
    {
        $shop = $shop === null ? Shop::$contextShop : $shop;
        $rows = self::rows("name = '" . pSQL($name) . "' AND id_shop IN (0, " . (int) $shop . ') ORDER BY id_shop DESC');

        return $rows ? $rows[0]['value'] : false;
    }

    public static function getGlobalValue($name)
    {
        return self::get($name, null, null, 0);
    }

    public static function updateValue($name, $value)
    {
        self::set($name, $value, (int) Shop::$contextShop);
    }

    public static function updateGlobalValue($name, $value)
    {
        self::set($name, $value, 0);
    }

    private static function set($name, $value, $shop)
    {
        self::rows('1 = 0');
        Db::getInstance()->execute("REPLACE INTO ps_configuration (name, id_shop, value)
            VALUES ('" . pSQL($name) . "', $shop, '" . pSQL($value) . "')");
    }

    public static function deleteByName($name)
    {
        self::rows('1 = 0');
        Db::getInstance()->execute("DELETE FROM ps_configuration WHERE name = '" . pSQL($name) . "'");
    }
}

/** Three shops: 1 alone, 2 and 3 in a group that shares its stock. */
class Shop
{
    public static $contextShop;
    public $name;

    public function __construct($id)
    {
        $this->name = "Shop $id";
    }

    public static function getContextListShopID()
    {
        return self::$contextShop === null ? [1, 2, 3] : [self::$contextShop];
    }

    public static function getGroupFromShop($shop)
    {
        return $shop === 1 ? 1 : 2;
    }

    public static function getShops($active = true, $group = null, $ids = false)
    {
        return $group === 2 ? [2 => 2, 3 => 3] : [1 => 1];
    }
}

class ObjectModel
{
    public $id;

    public function __construct($id = null)
    {
        $this->id = $id;
    }
}

class Order extends ObjectModel
{
    public $id_shop = 1;
}

class OrderHistory extends ObjectModel
{
    public $id_order;
}

class OrderCarrier extends ObjectModel
{
    public $id_order;
}

class Product extends ObjectModel
{
    public $id_shop_list = [];
}

class Combination extends ObjectModel
{
    public $id_product;
}

class StockAvailable extends ObjectModel
{
    public $id_product;
    public $id_shop;
    public $id_shop_group;
}

class PrestaShopLogger
{
    public static function addLog($message, $severity = 1, $code = null, $type = null, $id = null, $again = false)
    {
        fwrite(STDERR, "log $severity: $message\n");

        return true;
    }
}

class Cookie
{
    public function write()
    {
    }
}

class Link
{
    public function getModuleLink($module, $controller = 'default', array $params = [])
    {
        return "https://shop.example/module/$module/$controller?" . http_build_query($params);
    }
}

/** A template is what it is given. */
class Smarty
{
    private $values = [];

    public function assign(array $values)
    {
        $this->values = $values;
    }

    public function fetch($template)
    {
        return json_encode($this->values);
    }
}

class Context
{
    public $cookie;
    public $smarty;
    public $link;
    public $language;

    public function __construct()
    {
        $this->cookie = new Cookie();
        $this->smarty = new Smarty();
        $this->link = new Link();
        $this->language = new ObjectModel(1);
    }
}

class Tools
{
    public static function getValue($name, $default = false)
    {
        return isset($_POST[$name]) ? $_POST[$name] : $default;
    }

    public static function isSubmit($name)
    {
        return isset($_POST[$name]);
    }

    public static function getAdminTokenLite($tab)
    {
        return md5($tab);
    }
}

class AdminController
{
    public static $currentIndex = 'index.php?controller=AdminModules';
}

class HelperForm
{
    public $module;
    public $name_controller;
    public $token;
    public $currentIndex;
    public $default_form_language;
    public $submit_action;
    public $fields_value;

    public function generateForm(array $forms)
    {
        return json_encode([$forms, $this->fields_value]);
    }
}

abstract class Module
{
    public $id = 1;
    public $name;
    public $tab;
    public $version;
    public $author;
    public $need_instance;
    public $bootstrap;
    public $ps_versions_compliancy;
    public $displayName;
    public $description;
    public $confirmUninstall;
    public $context;
    public $registered = [];

    public function __construct()
    {
        $this->context = new Context();
    }

    public function install()
    {
        return true;
    }

    public function uninstall()
    {
        return true;
    }

    public function registerHook($names)
    {
        $this->registered = array_merge($this->registered, (array) $names);

        return true;
    }

    public function getLocalPath()
    {
        return __DIR__ . '/../pretok/';
    }

    public function displayError($text)
    {
        return "error: $text\n";
    }

    public function displayConfirmation($text)
    {
        return "done: $text\n";
    }

    /** In the language of SHOP_LANGUAGE; a text that is not translated is a mistake. */
    public function l($text, $source = false)
    {
        global $_MODULE;
        $language = getenv('SHOP_LANGUAGE');
        if (!$language) {
            return $text;
        }
        include_once __DIR__ . "/../pretok/translations/$language.php";

        return htmlspecialchars($_MODULE['<{pretok}prestashop>' . ($source ?: 'pretok') . '_' . md5($text)], ENT_COMPAT);
    }
}

class FrontController
{
    public function init()
    {
        throw new Exception('a page is made where none is wanted');
    }
}

class ModuleFrontController extends FrontController
{
    public $module;
}
