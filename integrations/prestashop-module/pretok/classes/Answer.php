<?php

namespace PretokModule;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What came back from one attempt, and what follows from it. Source: docs/webhooks.md, "The contract". */
class Answer
{
    /** The event itself is not understood; others may be. */
    const REFUSED = [400, 413, 422];

    const DELAYS_S = [5, 60, 300, 1800];
    const REFUSED_DELAY_S = 21600;

    /** @var int 0: none came */
    public $status;

    /** @var string the gateway's ERR_ code, or what went wrong on the way; for people */
    public $reason;

    /** @var int seconds that the gateway asks us to wait, 0: it does not say */
    public $retryAfterS;

    public function __construct(int $status, string $reason = '', int $retryAfterS = 0)
    {
        $this->status = $status;
        $this->reason = $reason;
        $this->retryAfterS = $retryAfterS;
    }

    public function isTaken(): bool
    {
        return $this->status >= 200 && $this->status < 300;
    }

    /** Whether it is this event that is refused. Anything else that is not taken is trouble with the hub as a whole. */
    public function isRefused(): bool
    {
        return in_array($this->status, self::REFUSED, true);
    }

    /** @param int $failures how often it has failed before */
    public static function delayS(int $failures): int
    {
        return self::DELAYS_S[min($failures, count(self::DELAYS_S) - 1)];
    }
}
