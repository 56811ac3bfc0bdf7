import { randomBytes } from 'node:crypto'
import { newApiKey, newMachineKey } from '../auth/keys.ts'
import { hashPassword } from '../auth/passwords.ts'
import { type Store, StoreError } from '../store/store.ts'

/** What the first start made; the secrets are in no other place, so whoever gets this shows it once. */
export interface FirstStart {
  email: string
  /** Absent where it was chosen by the settings. */
  generatedPassword: string | undefined
  apiKey: string
  machineKey: string
}

/** The slug of the workspace of whoever runs the program. It is taken before anybody can sign up. */
export const operatorsWorkspace = 'default'

/**
 * Fills an empty store: the admin, the workspace `default`, the project `demo` with `production`, a live connection to the
 * built-in provider, and one key of each kind. Undefined where somebody has been here before.
 */
export async function firstStart(
  store: Store,
  settings: { adminEmail: string; adminPassword: string | undefined },
  now: number,
): Promise<FirstStart | undefined> {
  if ((await store.users.count()) > 0) return undefined
  const password = settings.adminPassword ?? randomBytes(15).toString('base64url')
  const passwordHash = await hashPassword(password)
  try {
    const keys = await store.transaction(tx => fill(tx, settings.adminEmail, passwordHash, now))
    const generatedPassword = settings.adminPassword === undefined ? password : undefined
    return { email: settings.adminEmail, generatedPassword, ...keys }
  } catch (error) {
    // Another instance on the same database was first.
    if (error instanceof StoreError && error.code === 'taken') return undefined
    throw error
  }
}

async function fill(
  tx: Store,
  email: string,
  passwordHash: string,
  now: number,
): Promise<{ apiKey: string; machineKey: string }> {
  const admin = await tx.users.create({ email, name: 'Administrator', passwordHash, now })
  const workspace = await tx.workspaces.create({ slug: operatorsWorkspace, name: 'Default', now })
  await tx.workspaces.putMember(workspace.id, admin.id, 'owner', now)
  const project = await tx.projects.create({ workspaceId: workspace.id, slug: 'demo', name: 'Demo', now })
  await tx.projects.createEnvironment({ projectId: project.id, slug: 'production', name: 'Production', now })
  const connection = await tx.connections.create({
    workspaceId: workspace.id,
    name: 'Built-in name server',
    provider: 'builtin',
    status: 'connected',
    credentials: '{}',
    now,
  })
  await tx.projects.attach(project.id, connection, now)
  const name = 'Made at the first start'
  const { key: apiKey, ...stored } = newApiKey()
  await tx.apiKeys.create({ userId: admin.id, name, ...stored, expiresAt: null, now })
  const { key: machineKey, ...machine } = newMachineKey()
  await tx.machineKeys.create({ projectId: project.id, name, ...machine, grants: null, expiresAt: null, now })
  return { apiKey, machineKey }
}
