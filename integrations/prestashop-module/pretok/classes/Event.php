<?php

namespace PretokModule;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What is told to Pretok: which record changed, and nothing of what stands in it. */
class Event
{
    const ORDER_CREATED = 'order.created';
    const ORDER_CHANGED = 'order.changed';
    const PRODUCT_CHANGED = 'product.changed';
    const STOCK_CHANGED = 'stock.changed';

    /** @return string a UUID, version 4 */
    public static function newId(): string
    {
        $bytes = random_bytes(16);
        $bytes[6] = chr((ord($bytes[6]) & 0x0f) | 0x40);
        $bytes[8] = chr((ord($bytes[8]) & 0x3f) | 0x80);

        return vsprintf('%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex($bytes), 4));
    }

    /** @param int $happenedAt Unix seconds */
    public static function body(string $type, int $subject, int $happenedAt): string
    {
        return json_encode([
            'type' => $type,
            'timestamp' => gmdate('Y-m-d\TH:i:s\Z', $happenedAt),
            'data' => ['id' => (string) $subject],
        ]);
    }

    /**
     * Standard Webhooks 1.0.0.
     *
     * @param string $secret whsec_ and the key in base64
     * @param string $id the same for every attempt
     * @param int $now of this attempt, Unix seconds
     *
     * @return string[]
     */
    public static function headers(string $secret, string $id, string $body, int $now): array
    {
        $key = base64_decode(substr($secret, strlen('whsec_')));
        $signature = base64_encode(hash_hmac('sha256', "$id.$now.$body", $key, true));

        return [
            'Content-Type: application/json',
            "webhook-id: $id",
            "webhook-timestamp: $now",
            "webhook-signature: v1,$signature",
        ];
    }
}
