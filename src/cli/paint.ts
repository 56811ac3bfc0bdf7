import type { Io } from './cli.ts'

export type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'bold' | 'dim'
export type Paint = (colour: Colour, text: string) => string

const codes: Readonly<Record<Colour, readonly [on: number, off: number]>> = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  bold: [1, 22],
  dim: [2, 22],
}

/** Colours where a person looks at it: on a terminal, unless `NO_COLOR` (https://no-color.org) is set to anything. */
export function createPaint({ env }: Io, stream: { isTTY?: boolean }): Paint {
  const wanted = stream.isTTY === true && env.TERM !== 'dumb' ? !env.NO_COLOR : false
  if (!wanted) return (_, text) => text
  return (colour, text) => `\u001b[${codes[colour][0]}m${text}\u001b[${codes[colour][1]}m`
}

/** What came from elsewhere must not move the cursor or ring the bell: control characters are written as escapes, but for colours. */
export function harmless(text: string): string {
  return text.replaceAll(/(\u001b\[\d{1,2}m)|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character, isColour) => {
    return isColour ? character : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
}
