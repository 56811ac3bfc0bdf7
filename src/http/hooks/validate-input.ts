import type { FastifyInstance, FastifyRequest } from 'fastify'
import { validatorOf } from '../validate.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Made from the route's schemas and its `check` when it is registered. */
    validate?: (request: FastifyRequest) => Promise<void> | void
  }
}

/**
 * Gives each route one validator, made once, that runs between the body and the handler. It travels in the route's config,
 * which Fastify copies: nothing else of a route is the same object when a request comes.
 */
export function validateInput(app: FastifyInstance): void {
  app.addHook('onRoute', route => {
    route.config = { ...route.config, validate: validatorOf(route) }
  })
  app.addHook('preHandler', async request => request.routeOptions.config.validate?.(request))
}
