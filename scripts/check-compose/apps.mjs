/** The services that are ours and go on running. */
export const apps = ['gateway', 'order-worker', 'product-worker', 'stock-worker']
