import type { Problem } from './webservice-error.ts'

const request = '/var/www/html/classes/webservice/WebserviceRequest.php'

const warning = (text: string, line: number): Problem => ({
  code: 3,
  message: `[PHP Warning #2] ${text} (${request}, line ${line})`,
})

/** What PHP 8 complains about after a list request was refused for its filter, sort, limit, display or schema. */
export const refusedListWarnings: readonly Problem[] = [1333, 1334, 1335, 1336].map((line) =>
  warning('Trying to access array offset on value of type bool', line),
)

/** What PHP complains about when it reads a body that is no XML: the complaint, the line, and a mark under the place. */
export const brokenXmlWarnings = (complaint: string, offset: number, body: string): readonly Problem[] => {
  const before = body.slice(0, offset).split('\n')
  const mark = `${' '.repeat(before.at(-1)?.length ?? 0)}^`
  return [
    `Entity: line ${before.length}: parser error : ${complaint}`,
    body.split('\n')[before.length - 1] ?? '',
    mark,
  ].map((text) => warning(`SimpleXMLElement::__construct(): ${text}`, 1544))
}

/** A warning of an include, printed before the answer by a host that shows errors. */
export const printedWarning =
  '<br />\n<b>Warning</b>:  Undefined variable $labUndefined in <b>/var/www/html/config/defines_custom.inc.php</b> on line <b>3</b><br />\n'

const trace = (frames: readonly string[]): string =>
  [...frames, '{main}'].map((frame, index) => `#${index} ${frame}\n`).join('')

/** Death by the root listing in JSON: PHP 8 refuses to filter texts. */
export const rootListingCrash = (): string => {
  const json = '/var/www/html/classes/webservice/WebserviceOutputJSON.php'
  const frames = [
    `${json}(168): array_filter()`,
    '[internal function]: WebserviceOutputJSONCore->{closure}()',
    `${json}(167): array_walk()`,
    '/var/www/html/classes/webservice/WebserviceOutputBuilder.php(350): WebserviceOutputJSONCore->overrideContent()',
    `${request}(1842): WebserviceOutputBuilderCore->getResourcesList()`,
    `${request}(634): WebserviceRequestCore->returnOutput()`,
    '/var/www/html/webservice/dispatcher.php(94): WebserviceRequestCore->fetch()',
  ]
  const error = 'Uncaught TypeError: array_filter(): Argument #1 ($array) must be of type array, string given'
  return `\nFatal error: ${error} in ${json}:168\nStack trace:\n${trace(frames)}  thrown in ${json} on line 168\n`
}

/** Death by a query the database refuses. Orders have a listing method of their own, hence one frame more. */
export const sqlCrash = (resource: string, complaint: string): string => {
  const pdo = '/var/www/html/classes/db/DbPDO.php'
  const listing =
    resource === 'orders'
      ? [
          '/var/www/html/classes/order/Order.php(2405): ObjectModelCore->getWebserviceObjectList()',
          `${request}(1340): OrderCore->getWebserviceObjectList()`,
        ]
      : [`${request}(1340): ObjectModelCore->getWebserviceObjectList()`]
  const frames = [
    '/var/www/html/classes/db/Db.php(377): DbPDOCore->_query()',
    '/var/www/html/classes/db/Db.php(614): DbCore->query()',
    '/var/www/html/classes/ObjectModel.php(1541): DbCore->executeS()',
    ...listing,
    `${request}(1423): WebserviceRequestCore->getFilteredObjectList()`,
    `${request}(576): WebserviceRequestCore->executeEntityGetAndHead()`,
    '/var/www/html/webservice/dispatcher.php(94): WebserviceRequestCore->fetch()',
  ]
  return [
    `\nFatal error: Uncaught PDOException: ${complaint} in ${pdo}:151\nStack trace:\n`,
    trace([`${pdo}(151): PDO->query()`, ...frames]),
    `\nNext PrestaShopException: ${complaint} in ${pdo}:153\nStack trace:\n`,
    trace(frames),
    `  thrown in ${pdo} on line 153\n`,
  ].join('')
}

export const sqlSyntaxComplaint = (near: string): string =>
  `SQLSTATE[42000]: Syntax error or access violation: 1064 You have an error in your SQL syntax; check the manual that corresponds to your MariaDB server version for the right syntax to use near '${near}' at line 5`

export const unknownColumnComplaint = (column: string, clause: string): string =>
  `SQLSTATE[42S22]: Column not found: 1054 Unknown column '${column}' in '${clause}'`
