<?php

// One request to a shop that has the module: php shop.php COMMAND [JSON]. The shop's state is the database of
// SHOP_DATABASE; SHOP_CLOCK_S moves its clock, SHOP_CONTEXT is the shop that the request is of (none: all shops).

namespace PretokModule {
    function time()
    {
        return \time() + (int) getenv('SHOP_CLOCK_S');
    }
}

namespace {
    require __DIR__ . '/prestashop.php';
    Shop::$contextShop = getenv('SHOP_CONTEXT') ? (int) getenv('SHOP_CONTEXT') : null;
    require __DIR__ . '/../pretok/pretok.php';

    $module = new Pretok();
    $command = $argv[1];
    $input = isset($argv[2]) ? json_decode($argv[2], true) : null;

    /** {"Order": {"id": 57}} is an order. */
    function toRecord($value)
    {
        $class = is_array($value) ? key($value) : '';
        if (!is_string($class) || !class_exists($class)) {
            return $value;
        }
        $record = new $class();
        foreach ($value[$class] as $name => $field) {
            $record->$name = $field;
        }

        return $record;
    }

    function answer($value)
    {
        echo json_encode($value), "\n";
    }

    switch ($command) {
        case 'install':
            answer(['installed' => $module->install(), 'hooks' => $module->registered]);
            break;
        case 'uninstall':
            answer($module->uninstall());
            break;
        case 'page':
            $_POST = (array) $input;
            answer($module->getContent());
            break;
        case 'happen': // [[hook, params], ...]; the hook "cron" is another request that sends what waits
            foreach ($input as $event) {
                if ($event[0] === 'cron') {
                    (new Pretok())->flush();
                    continue;
                }
                $module->{'hook' . ucfirst($event[0])}(array_map('toRecord', $event[1]));
            }
            answer('done');
            break;
        case 'cron':
            require __DIR__ . '/../pretok/controllers/front/flush.php';
            $_POST['token'] = isset($input['token']) ? $input['token'] : Configuration::getGlobalValue(Pretok::CRON_TOKEN);
            $controller = new PretokFlushModuleFrontController();
            $controller->module = $module;
            $controller->init();
            break;
        case 'sign': // {secret, id, type, subject}
            $body = PretokModule\Event::body($input['type'], $input['subject'], time());
            answer([
                'body' => $body,
                'headers' => PretokModule\Event::headers($input['secret'], $input['id'], $body, time()),
            ]);
            break;
        case 'sql':
            answer(Db::getInstance()->executeS($input));
            break;
        default:
            throw new Exception("no such command: $command");
    }
}
