import fp from 'fastify-plugin'

/** Only JSON, as fastify reads it, save that an empty body is no body: many clients announce JSON whatever they send. */
export const jsonBody = fp(
  async (app) => {
    const parse = app.getDefaultJsonParser('error', 'error')
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
      if (body === '') return done(null, undefined)
      return parse(request, body as string, done)
    })
  },
  { name: 'json-body' },
)
