import type { Browser, BrowserContext } from 'playwright-core'

/** Milliseconds since the navigation began. */
export interface Visit {
  /** Until the first row of the table has been painted, and the search box is there. */
  shown: number
  /** Until what a key typed into the search box stands there. */
  typed: number
}

export interface Visitor {
  /** Opens the page as somebody who has it bookmarked: in a browser that has nothing of it, or has been there before. */
  visit(path: string, cache: 'cold' | 'warm'): Promise<Visit>
}

/** Somebody who is signed in, by a token of theirs. */
export function createVisitor(browser: Browser, url: string, token: string): Visitor {
  let warm: BrowserContext | undefined
  const fresh = async () => {
    const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 } })
    await context.addInitScript(
      kept => {
        localStorage.setItem('zoneplane.session', kept)
      },
      JSON.stringify({ token, email: 'admin@localhost' }),
    )
    await context.addInitScript(watch)
    return context
  }
  return {
    visit: async (path, cache) => {
      if (cache === 'warm' && warm === undefined) warm = await fresh()
      const context = (cache === 'warm' && warm) || (await fresh())
      const page = await context.newPage()
      await page.goto(path, { waitUntil: 'commit' })
      const shown = (await page.evaluate('window.rowsShown')) as number
      await page.keyboard.press('/')
      await page.keyboard.type('x')
      const typed = (await page.evaluate('window.keyTyped')) as number
      await (cache === 'cold' ? context : page).close()
      return { shown, typed }
    },
  }
}

/** Runs in the page before anything of its own. What a frame finds has been painted when the next one begins. */
const watch = `
  const onFrame = found => new Promise(resolve => {
    const look = () => requestAnimationFrame(found() ? () => resolve(performance.now()) : look)
    look()
  })
  const field = () => document.querySelector('input[type=search]')
  window.rowsShown = onFrame(() => document.querySelector('tr[data-row]') && field())
  window.keyTyped = onFrame(() => field()?.value === 'x')`
