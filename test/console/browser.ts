import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { requireServer } from '../servers/available.ts'

const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

/** Whether there is a browser to try the console with. */
export const hasBrowser = requireServer('chromium', program)

export async function startBrowser(): Promise<Browser> {
  const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update']
  return chromium.launch({
    executablePath: program ?? '',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-sync', '--disable-dev-shm-usage', ...quiet],
  })
}

export interface OpenedPage {
  page: Page
  /** What the browser has complained about: errors of scripts, and what the page's policy has kept out. */
  complaints: string[]
}

/** A page of a browser that knows nothing of earlier ones. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', message => {
    if (/Content Security Policy|Warning:/.test(message.text())) complaints.push(message.text())
  })
  return { page, complaints }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Everything that axe finds wrong with the page as it is now, for people who don't see it or have no mouse. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await expect.poll(() => page.getByRole('status', { name: 'Loading' }).count(), { timeout: 15_000 }).toBe(0)
  // Through the debugger, which the page's policy doesn't hold for.
  await page.evaluate(axe)
  const run = '(async () => (await axe.run(document, { resultTypes: ["violations"] })).violations)()'
  const violations = (await page.evaluate(run)) as {
    id: string
    help: string
    nodes: { html: string; failureSummary: string }[]
  }[]
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary.slice(0, 300)}`),
  )
}

/** Waits until the page shows the text, wherever. */
export async function sees(page: Page, text: string | RegExp): Promise<void> {
  await page.getByText(text).first().waitFor()
}

/** Waits until what the locator finds has gone. */
export async function seesNoMore(page: Page, text: string | RegExp): Promise<void> {
  await expect.poll(() => page.getByText(text).count(), { timeout: 15_000 }).toBe(0)
}
