/**
 * Examples of a request body, by name, for its schema's `meta`. As an extension that @fastify/swagger turns into the media type's
 * `examples`: zod drops plain ones from a schema that transforms its input.
 */
export const bodyExamples = (examples: Record<string, unknown>) => ({
  'x-examples': Object.fromEntries(
    Object.entries(examples).map(([name, value]) => [name.replaceAll(' ', '-'), { summary: name, value }]),
  ),
})
