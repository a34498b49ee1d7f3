<?php

namespace PretokModule;

if (!defined('_PS_VERSION_')) {
    exit;
}

/**
 * What PrestaShop tells the module: every method is a hook, and is registered by its name. Many hooks tell of one change;
 * the outbox makes one event of them. Those of objects (actionObject...) also fire for what the webservice writes.
 */
trait Hooks
{
    /** @param int[] $shops where it happened */
    abstract protected function announce(string $type, int $subject, array $shops): void;

    /** Nothing that goes wrong here may stop a checkout. */
    abstract protected function safely(callable $work): void;

    /** @return string[] */
    protected function hookNames(): array
    {
        $names = [];
        foreach (get_class_methods(__TRAIT__) as $method) {
            if (strpos($method, 'hookAction') === 0) {
                $names[] = lcfirst(substr($method, strlen('hook')));
            }
        }

        return $names;
    }

    public function hookActionValidateOrder($params): void
    {
        $this->announceOrder(Event::ORDER_CREATED, $params);
    }

    public function hookActionObjectOrderAddAfter($params): void
    {
        $this->announceOrder(Event::ORDER_CREATED, $params);
    }

    public function hookActionOrderStatusPostUpdate($params): void
    {
        $this->announceOrder(Event::ORDER_CHANGED, $params);
    }

    public function hookActionOrderHistoryAddAfter($params): void
    {
        $this->announceOrder(Event::ORDER_CHANGED, $params);
    }

    public function hookActionPaymentConfirmation($params): void
    {
        $this->announceOrder(Event::ORDER_CHANGED, $params);
    }

    public function hookActionOrderSlipAdd($params): void
    {
        $this->announceOrder(Event::ORDER_CHANGED, $params);
    }

    public function hookActionProductCancel($params): void
    {
        $this->announceOrder(Event::ORDER_CHANGED, $params);
    }

    public function hookActionOrderEdited($params): void
    {
        $this->announceOrder(Event::ORDER_CHANGED, $params);
    }

    public function hookActionAdminOrdersTrackingNumberUpdate($params): void
    {
        $this->announceOrder(Event::ORDER_CHANGED, $params);
    }

    public function hookActionObjectOrderUpdateAfter($params): void
    {
        $this->announceOrder(Event::ORDER_CHANGED, $params);
    }

    public function hookActionObjectOrderCarrierUpdateAfter($params): void
    {
        $this->announceOrder(Event::ORDER_CHANGED, $params);
    }

    public function hookActionProductSave($params): void
    {
        $this->announceProduct(Event::PRODUCT_CHANGED, $params);
    }

    public function hookActionProductUpdate($params): void
    {
        $this->announceProduct(Event::PRODUCT_CHANGED, $params);
    }

    public function hookActionProductDelete($params): void
    {
        $this->announceProduct(Event::PRODUCT_CHANGED, $params);
    }

    public function hookActionObjectProductAddAfter($params): void
    {
        $this->announceProduct(Event::PRODUCT_CHANGED, $params);
    }

    public function hookActionObjectProductUpdateAfter($params): void
    {
        $this->announceProduct(Event::PRODUCT_CHANGED, $params);
    }

    public function hookActionObjectProductDeleteAfter($params): void
    {
        $this->announceProduct(Event::PRODUCT_CHANGED, $params);
    }

    public function hookActionObjectCombinationAddAfter($params): void
    {
        $this->announceProduct(Event::PRODUCT_CHANGED, $params);
    }

    public function hookActionObjectCombinationUpdateAfter($params): void
    {
        $this->announceProduct(Event::PRODUCT_CHANGED, $params);
    }

    public function hookActionObjectCombinationDeleteAfter($params): void
    {
        $this->announceProduct(Event::PRODUCT_CHANGED, $params);
    }

    public function hookActionUpdateQuantity($params): void
    {
        $this->announceProduct(Event::STOCK_CHANGED, $params);
    }

    public function hookActionObjectStockAvailableAddAfter($params): void
    {
        $this->announceProduct(Event::STOCK_CHANGED, $params);
    }

    public function hookActionObjectStockAvailableUpdateAfter($params): void
    {
        $this->announceProduct(Event::STOCK_CHANGED, $params);
    }

    private function announceOrder(string $type, $params): void
    {
        $this->safely(function () use ($type, $params) {
            $order = $this->orderOf((array) $params);
            if ($order !== null) {
                $this->announce($type, (int) $order->id, [(int) $order->id_shop]);
            }
        });
    }

    /** Some hooks have the order, some its id, and some a record that belongs to it. */
    private function orderOf(array $params): ?\Order
    {
        foreach (['order', 'object'] as $name) {
            if (isset($params[$name]) && $params[$name] instanceof \Order) {
                return $params[$name];
            }
        }
        foreach (['order_history', 'object'] as $name) {
            if (isset($params[$name]->id_order)) {
                $params['id_order'] = $params[$name]->id_order;
            }
        }
        $order = isset($params['id_order']) ? new \Order((int) $params['id_order']) : null;

        return $order !== null && $order->id ? $order : null;
    }

    private function announceProduct(string $type, $params): void
    {
        $this->safely(function () use ($type, $params) {
            $object = isset($params['object']) ? $params['object'] : null;
            if ($object instanceof \Product) {
                $subject = $object->id;
            } elseif ($object !== null) {
                $subject = $object->id_product;
            } else {
                $subject = isset($params['id_product']) ? $params['id_product'] : 0;
            }
            $this->announce($type, (int) $subject, $this->shopsOf($object, (array) $params));
        });
    }

    /** @return int[] */
    private function shopsOf($object, array $params): array
    {
        if ($object instanceof \StockAvailable) {
            // Stock that a group of shops shares belongs to no shop of it.
            return (int) $object->id_shop > 0
                ? [(int) $object->id_shop]
                : array_map('intval', \Shop::getShops(true, (int) $object->id_shop_group, true));
        }
        if (!empty($params['id_shop'])) {
            return [(int) $params['id_shop']];
        }
        $shops = !empty($object->id_shop_list) ? $object->id_shop_list : \Shop::getContextListShopID();

        return array_map('intval', $shops);
    }
}
