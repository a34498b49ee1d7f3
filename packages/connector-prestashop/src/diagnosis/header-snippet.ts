import type { Snippet } from '@pretok/domain'

/** The line that hands the header on to PHP, at its place in the store's `.htaccess`. @param base ends in `/api/` */
export const headerSnippet = (base: URL): Snippet => ({
  language: 'apache',
  text: [
    `RewriteRule . - [E=REWRITEBASE:${base.pathname.replace(/api\/$/, '')}]`,
    'RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]',
    'RewriteRule ^api$ api/ [L]',
  ].join('\n'),
})
