/** What is asked of the webservice. Errors name the call, never its address. */
export interface Call {
  method: 'GET' | 'PUT'
  /** `''` is the list of resources. */
  resource: string
  id?: string
}

/** What came back, with the key masked wherever it is echoed. */
export interface Answer {
  status: number
  text: string
  header(name: string): string | null
}

/** E.g. `GET orders`, `PUT stock_availables/7`. */
export const toLabel = ({ method, resource, id }: Call): string =>
  `${method} ${[resource || 'resources', id].filter(Boolean).join('/')}`
