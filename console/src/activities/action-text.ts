const nouns: Readonly<Record<string, string>> = {
  api_key: 'the API key',
  connection: 'the connection',
  domain: 'the domain',
  environment: 'the environment',
  machine_key: 'the machine key',
  member: 'the member',
  project: 'the project',
  record_set: 'the record set',
  resource: 'the resource',
  resource_connection: 'the records of',
  secondary: 'the secondary',
  session: 'a session',
  subdomain: 'the subdomain',
  target: 'the target',
  workspace: 'the workspace',
  zone: 'the zone',
}

const verbs: Readonly<Record<string, string>> = {
  add: 'added',
  attach: 'attached',
  change: 'changed',
  create: 'made',
  delete: 'deleted',
  detach: 'detached',
  put: 'set',
  remove: 'removed',
  test: 'tested',
  update: 'changed',
}

/** What doesn't follow from verb and noun. */
const sentences: Readonly<Record<string, string>> = {
  'record_set.add': 'added values to',
  'record_set.import': 'imported into',
  'record_set.remove': 'took values out of',
  'record_set.revert': 'undid changes of',
  'record_set.undo': 'changed the record set',
  'record_set.write': 'changed many record sets of',
  'resource_connection.create': 'began to connect',
  'resource_connection.connect': 'connected',
  'resource_connection.update': 'changed the connection',
  'resource_connection.delete': 'disconnected',
  'resource_connection.fail': 'failed to connect',
  'session.create': 'signed in:',
  'session.delete': 'signed out:',
  'workspace.set_catalog_zone': 'set the catalog zone of',
  'zone.replace-token': 'replaced the token of the zone',
  'zone.set_name_servers': 'set the name servers of the zone',
  'zone.set_secondaries': 'set the secondaries of the zone',
  'zone.sync': 'checked the delegation of the zone',
}

/** What was done, as it stands between who did it and what it was done to; the action itself where nobody has put it into words. */
export function actionText(action: string): string {
  if (sentences[action] !== undefined) return sentences[action]
  const [noun = '', verb = ''] = action.split('.')
  return nouns[noun] !== undefined && verbs[verb] !== undefined ? `${verbs[verb]} ${nouns[noun]}` : action
}

/** What can be filtered by: everything that people look for. */
export const commonActions: readonly string[] = [
  'record_set.put',
  'record_set.add',
  'record_set.remove',
  'record_set.delete',
  'record_set.write',
  'record_set.import',
  'record_set.revert',
  'zone.create',
  'zone.delete',
  'zone.sync',
  'subdomain.create',
  'target.create',
  'resource.update',
  'resource.delete',
  'resource_connection.connect',
  'resource_connection.delete',
  'resource_connection.fail',
  'connection.create',
  'connection.update',
  'connection.delete',
  'connection.attach',
  'connection.detach',
  'machine_key.create',
  'machine_key.delete',
  'api_key.create',
  'api_key.delete',
  'domain.create',
  'domain.delete',
  'member.add',
  'member.change',
  'member.remove',
  'secondary.create',
  'secondary.update',
  'secondary.delete',
  'project.create',
  'project.update',
  'environment.create',
  'session.create',
]
