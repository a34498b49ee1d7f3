import type { Dispatcher } from 'undici'

/**
 * Asks at the last moment there is: the connection stands, and what is written goes to the system in the same turn of the event loop.
 * Whatever the call had to wait for before (a lane, a name, a handshake, a process that stood still) is behind it. Without a yes
 * the call fails with the code `NOT_STARTED`.
 */
export const askBeforeWriting =
  (mayStart: () => boolean): Dispatcher.DispatcherComposeInterceptor =>
  (dispatch) =>
  (options, handler) => {
    const start = handler.onRequestStart?.bind(handler)
    // A handler serves one request, and its methods rely on being called on it.
    handler.onRequestStart = (controller, context) => {
      if (!mayStart()) throw Object.assign(new Error('the time to start is over'), { code: 'NOT_STARTED' })
      start?.(controller, context)
    }
    return dispatch(options, handler)
  }
