import type { Operation, Shape } from './model.ts'

/**
 * Listing an account's health checks, which octoDNS does before every write, and of which the model's extract knows nothing
 * (ListHealthChecks in the API reference; 2026-11).
 */
export const healthCheckOperations: Readonly<Record<string, Operation>> = {
  ListHealthChecks: {
    name: 'ListHealthChecks',
    http: { method: 'GET', requestUri: '/2013-04-01/healthcheck' },
    input: { shape: 'ListHealthChecksRequest' },
    output: { shape: 'ListHealthChecksResponse' },
  },
}

const page = { Marker: { shape: 'PageMarker' }, MaxItems: { shape: 'PageMaxItems' } }

export const healthCheckShapes: Readonly<Record<string, Shape>> = {
  ListHealthChecksRequest: {
    type: 'structure',
    members: {
      Marker: { ...page.Marker, location: 'querystring', locationName: 'marker' },
      MaxItems: { ...page.MaxItems, location: 'querystring', locationName: 'maxitems' },
    },
  },
  ListHealthChecksResponse: {
    type: 'structure',
    required: ['HealthChecks', 'Marker', 'MaxItems', 'IsTruncated'],
    members: { HealthChecks: { shape: 'HealthChecks' }, ...page, IsTruncated: { shape: 'PageTruncated' } },
  },
  HealthChecks: { type: 'list', member: { shape: 'HealthCheck', locationName: 'HealthCheck' } },
  HealthCheck: {
    type: 'structure',
    required: ['Id', 'CallerReference', 'HealthCheckConfig', 'HealthCheckVersion'],
    members: {
      Id: { shape: 'HealthCheckId' },
      CallerReference: { shape: 'HealthCheckId' },
      HealthCheckConfig: { shape: 'HealthCheckConfig' },
      HealthCheckVersion: { shape: 'PageMarker' },
    },
  },
  HealthCheckConfig: { type: 'structure', required: ['Type'], members: { Type: { shape: 'PageMarker' } } },
}
