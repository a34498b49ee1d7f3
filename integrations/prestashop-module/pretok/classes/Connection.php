<?php

namespace PretokModule;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Where a shop's events go, and the secret they are signed with. */
class Connection
{
    const URL = 'PRETOK_URL';
    const SECRET = 'PRETOK_SECRET';

    /** @var string */
    public $url;

    /** @var string whsec_ and the key in base64 */
    public $secret;

    public function __construct(string $url, string $secret)
    {
        $this->url = $url;
        $this->secret = $secret;
    }

    /** @return self|null null: the shop is not connected */
    public static function ofShop(int $shop): ?self
    {
        $group = (int) \Shop::getGroupFromShop($shop);
        $url = (string) \Configuration::get(self::URL, null, $group, $shop);
        $secret = (string) \Configuration::get(self::SECRET, null, $group, $shop);

        return $url === '' || $secret === '' ? null : new self($url, $secret);
    }

    /** To compare with what Pretok shows for the connection. */
    public static function fingerprint(string $secret): string
    {
        return substr(hash('sha256', $secret), 0, 8);
    }

    public static function isSecret(string $secret): bool
    {
        if (!preg_match('~^whsec_([A-Za-z0-9+/]+={0,2})$~D', $secret, $found)) {
            return false;
        }
        $key = base64_decode($found[1], true);

        // Standard Webhooks 1.0.0 has keys of 24 to 64 bytes.
        return $key !== false && strlen($key) >= 24 && strlen($key) <= 64;
    }

    /** Whether it is the address of a connection's webhook; over plain HTTP only within a machine or a private network. */
    public static function isUrl(string $url): bool
    {
        $uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
        if (!preg_match("~^(https?)://([^/?#@\\s]+)(/[^?#\\s]*)?/hooks/prestashop/$uuid\$~Di", $url, $found)) {
            return false;
        }
        $host = parse_url($url, PHP_URL_HOST);

        return is_string($host) && (strtolower($found[1]) === 'https' || self::isPrivate(trim($host, '[]')));
    }

    private static function isPrivate(string $host): bool
    {
        if (filter_var($host, FILTER_VALIDATE_IP)) {
            return !filter_var($host, FILTER_VALIDATE_IP, FILTER_FLAG_NO_PRIV_RANGE | FILTER_FLAG_NO_RES_RANGE);
        }

        return strpos($host, '.') === false || preg_match('/\.(localhost|local|internal)$/Di', $host) === 1;
    }
}
