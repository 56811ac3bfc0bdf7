import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { chmod, chown, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { freePort } from './processes.ts'

const run = promisify(execFile)

/** A PostgreSQL server of this test run's own, gone without a trace after `stop`. */
export interface PostgresServer {
  /** Makes an empty database and gives its `DATABASE_URL`. */
  createDatabase(): Promise<string>
  /** Ends it with all its connections, and starts it again at the same address with the same data. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Folder of the newest PostgreSQL programs, where Debian puts them. */
export function findPostgres(): string | undefined {
  const root = '/usr/lib/postgresql'
  if (!existsSync(root)) return undefined
  const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a))
  return versions.map(version => join(root, version, 'bin')).find(bin => existsSync(join(bin, 'initdb')))
}

/** Starts a new cluster on 127.0.0.1, with everything that makes it durable left on. It ends with this process at the latest. */
export async function startPostgres(bin: string): Promise<PostgresServer> {
  const owner = await clusterOwner()
  const folder = await makeFolder(owner)
  const data = join(folder, 'data')
  const access = ['--username', 'test', '--auth', 'trust', '--encoding', 'UTF8', '--no-locale', '--no-sync']
  await run(join(bin, 'initdb'), ['--pgdata', data, ...access], { ...owner, cwd: folder })
  const port = await freePort()
  const start = () => startServer(join(bin, 'postgres'), data, port, { ...owner, cwd: folder })
  let server = await start()
  const urlOf = (database: string) => `postgres://test@127.0.0.1:${port}/${database}`
  let databases = 0
  return {
    async createDatabase() {
      const name = `test_${++databases}`
      await query(urlOf('postgres'), `create database ${name}`)
      return urlOf(name)
    },
    async restart() {
      await server.stop()
      server = await start()
    },
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface Owner {
  uid?: number
  gid?: number
}

/** PostgreSQL refuses to run as root; Debian's package has made a user for it. */
async function clusterOwner(): Promise<Owner> {
  if (process.getuid?.() !== 0) return {}
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async flag => Number((await run('id', [flag, 'postgres'])).stdout)),
  )
  return { uid: uid!, gid: gid! }
}

async function makeFolder({ uid, gid }: Owner): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zoneplane-postgres-'))
  await chmod(folder, 0o700)
  if (uid !== undefined && gid !== undefined) await chown(folder, uid, gid)
  return folder
}

/**
 * The shell in between ends the server when its input closes, which the death of this process does too, so a test run that is
 * killed leaves no server behind. SIGINT is PostgreSQL's fast shutdown.
 */
const guard = '"$@" & server=$!; cat > /dev/null; kill -INT $server; wait $server'

async function startServer(program: string, data: string, port: number, owner: Owner & { cwd: string }) {
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 200 }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn('/bin/sh', ['-c', guard, 'sh', program, '-D', data, ...flags], {
    ...owner,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let log = ''
  server.stderr.on('data', text => {
    log += text
  })
  const ended = once(server, 'exit')
  await ready(data, () => {
    // A client that comes too early makes it log FATAL as well, so what counts is whether it has ended.
    if (server.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${log}`)
  })
  return {
    async stop() {
      server.stdin.end()
      await ended
    },
  }
}

/** The last line of `postmaster.pid` is the server's state. */
async function ready(data: string, check: () => void) {
  for (let tries = 0; tries < 600; tries++) {
    check()
    const state = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')
    if (/^ready\s*$/m.test(state)) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error('PostgreSQL was not ready within 30 seconds')
}

async function query(url: string, sql: string) {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}
