/**
 * What PrestaShop 8.2 declares about its resources and a data folder does not tell. The links of addresses, carriers,
 * cart_rules, combinations, countries, currencies, customer_messages, customers, products, orders and all `order_*` resources, and of
 * stock_availables, are recorded; the others are taken from the declarations of PrestaShop's classes.
 */

/** An association as the XML shows it. */
export interface Association {
  readonly name: string
  readonly nodeType: string
  /** The further attributes of its element, ready to print: `api="categories"`, `virtualEntity="true"`. */
  readonly attributes: string
  readonly fields: readonly { readonly name: string; readonly link?: string }[]
}

const association = (
  name: string,
  nodeType: string,
  attributes: string,
  fields: Record<string, string>,
): Association => ({
  name,
  nodeType,
  attributes,
  fields: Object.entries(fields).map(([field, link]) => (link === '' ? { name: field } : { name: field, link })),
})

const virtual = 'virtualEntity="true"'

/** Associations of the resources whose schema is not at hand. */
export const associations: Readonly<Record<string, readonly Association[]>> = {
  carts: [
    association('cart_rows', 'cart_row', virtual, {
      id_product: 'products',
      id_product_attribute: 'combinations',
      id_address_delivery: 'addresses',
      id_customization: 'customizations',
      quantity: '',
    }),
  ],
  categories: [
    association('categories', 'category', 'api="categories"', { id: '' }),
    association('products', 'product', 'api="products"', { id: '' }),
  ],
  customer_threads: [association('customer_messages', 'customer_message', 'api="customer_messages"', { id: '' })],
  customizations: [
    association('customized_data_text_fields', 'customized_data_text_field', virtual, {
      id_customization_field: 'product_customization_fields',
      value: '',
    }),
    association('customized_data_images', 'customized_data_image', virtual, {
      id_customization_field: 'product_customization_fields',
      value: '',
    }),
  ],
  manufacturers: [association('addresses', 'address', 'api="addresses"', { id: 'addresses' })],
  order_details: [association('taxes', 'tax', 'api="taxes"', { id: '' })],
  order_slip: [
    association('order_slip_details', 'order_slip_detail', virtual, {
      id: '',
      id_order_detail: '',
      product_quantity: '',
      amount_tax_excl: '',
      amount_tax_incl: '',
    }),
  ],
  product_options: [
    association('product_option_values', 'product_option_value', 'api="product_option_values"', { id: '' }),
  ],
  tags: [association('products', 'product', 'api="products"', { id: 'products' })],
}

/** Where a field of that name leads, in the resources that declare it a link. */
export const linkTargets: Readonly<Record<string, string>> = {
  current_state: 'order_states',
  id_address_delivery: 'addresses',
  id_address_invoice: 'addresses',
  id_attribute_group: 'product_options',
  id_carrier: 'carriers',
  id_cart: 'carts',
  id_category: 'categories',
  id_category_default: 'categories',
  id_country: 'countries',
  id_currency: 'currencies',
  id_customer: 'customers',
  id_customer_thread: 'customer_threads',
  id_default_combination: 'combinations',
  id_default_group: 'groups',
  id_default_image: 'images/products',
  id_employee: 'employees',
  id_feature: 'product_features',
  id_group: 'groups',
  id_guest: 'guests',
  id_lang: 'languages',
  id_manufacturer: 'manufacturers',
  id_order: 'orders',
  id_order_state: 'order_states',
  id_parent: 'categories',
  id_product: 'products',
  id_product_attribute: 'combinations',
  id_range_price: 'price_ranges',
  id_range_weight: 'weight_ranges',
  id_shop: 'shops',
  id_shop_group: 'shop_groups',
  id_state: 'states',
  id_supplier: 'suppliers',
  id_tax: 'taxes',
  id_tax_rules_group: 'tax_rule_groups',
  id_warehouse: 'warehouses',
  id_zone: 'zones',
  product_attribute_id: 'combinations',
  product_id: 'products',
}

/** The linked fields of each resource. */
export const links: Readonly<Record<string, string>> = {
  addresses: 'id_customer id_manufacturer id_supplier id_warehouse id_country id_state',
  carriers: 'id_tax_rules_group',
  carts: 'id_address_delivery id_address_invoice id_currency id_customer id_guest id_lang',
  categories: 'id_parent',
  combinations: 'id_product',
  countries: 'id_zone id_currency',
  customer_messages: 'id_employee id_customer_thread',
  customer_threads: 'id_lang id_shop id_customer id_order id_product',
  customers: 'id_default_group id_lang',
  customizations: 'id_address_delivery id_cart id_product id_product_attribute',
  deliveries: 'id_carrier id_range_price id_range_weight id_zone',
  employees: 'id_lang',
  guests: 'id_customer',
  messages: 'id_cart id_order id_customer id_employee',
  order_carriers: 'id_order id_carrier',
  order_cart_rules: 'id_order',
  order_details: 'id_order product_id product_attribute_id',
  order_histories: 'id_employee id_order_state id_order',
  order_slip: 'id_customer id_order',
  orders: 'id_address_delivery id_address_invoice id_cart id_currency id_lang id_customer id_carrier current_state',
  price_ranges: 'id_carrier',
  product_customization_fields: 'id_product',
  product_feature_values: 'id_feature',
  product_option_values: 'id_attribute_group',
  product_suppliers: 'id_product id_product_attribute id_supplier id_currency',
  products:
    'id_manufacturer id_supplier id_category_default id_default_image id_default_combination id_tax_rules_group',
  shop_urls: 'id_shop',
  shops: 'id_shop_group id_category',
  specific_price_rules: 'id_shop id_country id_currency id_group',
  specific_prices:
    'id_shop_group id_shop id_cart id_product id_product_attribute id_currency id_country id_group id_customer',
  states: 'id_zone id_country',
  stock_availables: 'id_product id_product_attribute id_shop',
  stores: 'id_country id_state',
  tags: 'id_lang',
  tax_rules: 'id_tax_rules_group id_state id_country id_tax',
  weight_ranges: 'id_carrier',
}

/** Fields that PHP computes: shown, but neither filterable nor sortable. Those of other resources stand in their schemas. */
export const computed: Readonly<Record<string, string>> = {
  carriers: 'id_tax_rules_group',
  categories: 'nb_products_recursive',
  currencies: 'name',
  manufacturers: 'link_rewrite',
  suppliers: 'link_rewrite',
}

/** Methods that no key may use on a resource. */
export const forbiddenMethods: Readonly<Record<string, string>> = {
  search: 'PUT POST PATCH DELETE',
  stock_availables: 'POST DELETE',
  stock_movements: 'PUT POST PATCH DELETE',
  stocks: 'PUT POST PATCH DELETE',
  supply_order_details: 'PUT POST PATCH DELETE',
  supply_order_histories: 'PUT POST PATCH DELETE',
  supply_order_receipt_histories: 'PUT POST PATCH DELETE',
  supply_order_states: 'PUT POST PATCH DELETE',
  supply_orders: 'PUT POST PATCH DELETE',
  warehouse_product_locations: 'PUT POST PATCH DELETE',
  warehouses: 'DELETE',
}

/** The order in which the database gives rows when nobody asks for one, where it is not the order of the file. */
export const unsortedBy: Readonly<Record<string, string>> = { order_payments: 'order_reference' }

/** Fields that have a database index which the recorded answers show: an unsorted answer filtered by one follows it. */
export const indexOrder: Readonly<Record<string, string>> = { configurations: 'name' }

/** Resources whose lists show the rows of the shop only. */
export const shopBound: ReadonlySet<string> = new Set(['orders', 'customers'])

const irregularNodes: Readonly<Record<string, string>> = {
  addresses: 'address',
  content_management_system: 'content',
  order_slip: 'order_slip',
  product_customization_fields: 'customization_field',
  stock_movements: 'stock_mvt',
  taxes: 'tax',
}

/** The name of one row's element. */
export const nodeName = (resource: string): string =>
  irregularNodes[resource] ?? (resource.endsWith('ies') ? resource.replace(/ies$/, 'y') : resource.replace(/s$/, ''))

/** The name of the element that holds a list of rows; not always the resource's name. */
export const listName = (resource: string): string =>
  ({ order_slip: 'order_slips', product_customization_fields: 'customization_fields', stock_movements: 'stock_mvts' })[
    resource
  ] ?? resource
