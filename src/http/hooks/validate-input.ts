import type { FastifyInstance, FastifyRequest } from 'fastify'
import { validatorOf } from '../validate.ts'

/** Gives each route one validator, made once, that runs between the body and the handler. */
export function validateInput(app: FastifyInstance): void {
  const validators = new WeakMap<object, (request: FastifyRequest) => void>()
  app.addHook('onRoute', route => {
    const config = route.config ?? {}
    route.config = config
    validators.set(config, validatorOf(route))
  })
  app.addHook('preHandler', async request => validators.get(request.routeOptions.config)?.(request))
}
