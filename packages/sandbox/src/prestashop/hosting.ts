/** How the shop is hosted and switched: what decides over an answer before or around the webservice itself. */
export interface Hosting {
  /**
   * What reaches PHP of the header `Authorization`: `mod_php` what Apache's own PHP makes of it, `stripped` nothing
   * (php-fpm as shops set it up), `forwarded` everything (php-fpm with the back-office option "CGI mode for PHP").
   */
  readonly authorization: 'mod_php' | 'stripped' | 'forwarded'
  /** Whether the server forces PHP's `display_errors`. Left alone, PHP warnings become errors of the answer. */
  readonly displayErrors: 'unset' | 'off' | 'on'
  /** PrestaShop's debug mode. It swallows PHP warnings. */
  readonly debugMode: boolean
  /** Whether `.htaccess` is obeyed. Without it there is no `/api`, only `/webservice/dispatcher.php`. */
  readonly rewriting: boolean
  /** Whether hosts other than the shop's own domain are sent away, as a shop does. The sandbox usually answers to any. */
  readonly checkHost: boolean
  /** The merchant has switched the webservice off, whatever the configuration says. */
  readonly webserviceOff: boolean
  /** Printed before everything PHP prints. */
  readonly noise: string
}

export const defaultHosting: Hosting = {
  authorization: 'mod_php',
  displayErrors: 'unset',
  debugMode: false,
  rewriting: true,
  checkHost: false,
  webserviceOff: false,
  noise: '',
}
