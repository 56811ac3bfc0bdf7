/** A route as the OpenAPI document has it, with its parameters named: `GET /api/projects/:projectSlug`. */
export type Route = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /api/${string}`

/** The names of the parameters in a route. */
type ParamName<Text extends string> = Text extends `${string}:${infer Rest}`
  ? Rest extends `${infer Name}/${infer More}`
    ? Name | ParamName<More>
    : Rest
  : never

/** The values that a route's path needs, each under its name. */
export type Params<Text extends Route> = { [Name in ParamName<Text>]: string | number }

export type Query = Record<string, string | number | boolean | undefined>

/** Method and address of a call: parameters put in, each as one segment, and the query behind it. */
export function addressOf(
  route: Route,
  params: Record<string, string | number> = {},
  query: Query = {},
): { method: string; path: string } {
  const [method = '', template = ''] = route.split(' ')
  const path = template.replaceAll(/:(\w+)/g, (_, name: string) => segment(params[name], name))
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  const search = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString()
  return { method, path: search === '' ? path : `${path}?${search}` }
}

/** An empty segment, or one of dots, would lead to another route. */
function segment(value: string | number | undefined, name: string): string {
  const text = String(value ?? '')
  if (text === '' || text === '.' || text === '..') throw new TypeError(`${name} is missing`)
  return encodeURIComponent(text)
}
