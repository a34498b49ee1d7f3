<?php

namespace PretokModule;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** One POST that is over soon, whatever the other side does. Certificates are checked; redirects are not followed. */
class HttpPost
{
    const CONNECT_TIMEOUT_MS = 1000;
    const TIMEOUT_MS = 2000;
    const LONGEST_ANSWER = 4096;

    /** @var resource|\CurlHandle|null kept: the next event goes through the same connection */
    private $curl;

    /** @param string[] $headers */
    public function __invoke(string $url, array $headers, string $body): Answer
    {
        $text = '';
        $retryAfterS = 0;
        if ($this->curl === null) {
            $this->curl = curl_init();
        }
        curl_reset($this->curl);
        curl_setopt_array($this->curl, [
            CURLOPT_URL => $url,
            CURLOPT_POST => true,
            CURLOPT_POSTFIELDS => $body,
            CURLOPT_HTTPHEADER => array_merge($headers, ['Expect:', 'User-Agent: Pretok-PrestaShop/1.0']),
            CURLOPT_PROTOCOLS => CURLPROTO_HTTP | CURLPROTO_HTTPS,
            CURLOPT_FOLLOWLOCATION => false,
            CURLOPT_SSL_VERIFYPEER => true,
            CURLOPT_SSL_VERIFYHOST => 2,
            CURLOPT_CONNECTTIMEOUT_MS => self::CONNECT_TIMEOUT_MS,
            CURLOPT_TIMEOUT_MS => self::TIMEOUT_MS,
            CURLOPT_NOSIGNAL => true,
            CURLOPT_HEADERFUNCTION => function ($curl, $line) use (&$retryAfterS) {
                if (preg_match('/^retry-after:\s*(\d{1,6})\s*$/i', $line, $found)) {
                    $retryAfterS = (int) $found[1];
                }

                return strlen($line);
            },
            CURLOPT_WRITEFUNCTION => function ($curl, $part) use (&$text) {
                $text .= $part;

                return strlen($text) > self::LONGEST_ANSWER ? 0 : strlen($part);
            },
        ]);
        curl_exec($this->curl);
        $error = curl_errno($this->curl);
        $status = (int) curl_getinfo($this->curl, CURLINFO_RESPONSE_CODE);
        // An answer that is too long was cut off by ourselves, and has a status all the same.
        if ($error !== 0 && !($error === CURLE_WRITE_ERROR && $status > 0)) {
            return new Answer(0, curl_error($this->curl));
        }
        $problem = json_decode($text, true);
        $code = is_array($problem) && isset($problem['code']) && is_string($problem['code']) ? $problem['code'] : '';

        return new Answer($status, preg_match('/^ERR_[A-Z_]{1,60}$/', $code) ? $code : '', $retryAfterS);
    }
}
