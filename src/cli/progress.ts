import type { Io } from './cli.ts'

/** Says how far something is, on one line of standard error that goes when it's done; on a terminal only. */
export interface Progress {
  update(done: number, total?: number): void
  end(): void
}

const barWidth = 24

export function createProgress({ stderr, env }: Io, title: string): Progress {
  if (stderr.isTTY !== true || env.TERM === 'dumb') return { update: () => {}, end: () => {} }
  let isShown = false
  return {
    update(done, total) {
      isShown = true
      stderr.write(`\r\u001b[K${title} ${total === undefined ? count(done) : bar(done, total)}`)
    },
    end() {
      if (isShown) stderr.write('\r\u001b[K')
    },
  }
}

function bar(done: number, total: number): string {
  const part = total === 0 ? 1 : Math.min(1, done / total)
  const filled = Math.round(part * barWidth)
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${count(done)} of ${count(total)}`
}

export function count(number: number): string {
  return number.toLocaleString('en-US')
}
