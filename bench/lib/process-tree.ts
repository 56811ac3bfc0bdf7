import { readdirSync, readFileSync } from 'node:fs'
import { cpuSeconds } from './processes.ts'

/** Seconds of processor time that a process and all that it has started have used: NSD answers in children of its own. */
export function cpuOfTree(pid: number): number {
  return [pid, ...childrenOf(pid)].reduce((sum, each) => sum + cpuSeconds(each), 0)
}

function childrenOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap(thread => {
    const listed = readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
    return listed.split(' ').filter(Boolean).map(Number)
  })
  return [...children, ...children.flatMap(childrenOf)]
}
