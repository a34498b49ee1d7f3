<?php

namespace PretokModule;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** Brings what waits in the outbox to Pretok. */
class Sender
{
    const BATCH = 20;

    /** How long the last attempt of a run may still take after its time is up. */
    const SLACK_S = 30;

    /** @var Outbox */
    private $outbox;

    /** @var Hub */
    private $hub;

    /** @var callable (string $url, string[] $headers, string $body): Answer */
    private $post;

    public function __construct(Outbox $outbox, Hub $hub, callable $post)
    {
        $this->outbox = $outbox;
        $this->hub = $hub;
        $this->post = $post;
    }

    /**
     * Sends until nothing is due, the hub has trouble, or the time is up.
     *
     * @return int how many events were taken
     */
    public function flush(int $shop, Connection $connection, int $maxEvents, float $maxSeconds): int
    {
        $until = microtime(true) + $maxSeconds;
        $holder = $this->hub->claim($shop, (int) ceil($maxSeconds) + self::SLACK_S);
        if ($holder === null) {
            return 0;
        }
        try {
            return $this->sendDue($shop, $connection, $maxEvents, $until);
        } finally {
            $this->hub->release($shop, $holder);
        }
    }

    private function sendDue(int $shop, Connection $connection, int $maxEvents, float $until): int
    {
        $taken = 0;
        $tried = 0;
        $answer = null;
        while ($tried < $maxEvents && $events = $this->outbox->due($shop, min(self::BATCH, $maxEvents - $tried))) {
            foreach ($events as $event) {
                if (microtime(true) >= $until) {
                    break 2;
                }
                ++$tried;
                $answer = $this->send($connection, $event);
                if ($answer->isTaken()) {
                    ++$taken;
                    $this->outbox->remove($shop, $event);
                } elseif ($answer->isRefused()) {
                    $this->outbox->postpone($shop, $event, Answer::REFUSED_DELAY_S, $answer->status);
                } else {
                    // The event too: if the trouble is with this one only, the next attempt takes another.
                    $delayS = Answer::delayS((int) $event['attempts']);
                    $this->outbox->postpone($shop, $event, $delayS, $answer->status);
                    break 2;
                }
            }
        }
        if ($answer !== null) {
            $this->hub->note($shop, $answer);
        }

        return $taken;
    }

    /** @param array $event type, subject, event_id, changed_at */
    public function send(Connection $connection, array $event): Answer
    {
        $body = Event::body($event['type'], (int) $event['subject'], (int) $event['changed_at']);
        $headers = Event::headers($connection->secret, $event['event_id'], $body, time());

        return call_user_func($this->post, $connection->url, $headers, $body);
    }
}
