import type { Locator, Page } from 'playwright-core'

/** Fills the form of a new record set, and adds it to what is gathered. `fields`: by their labels. */
export async function addRecord(
  page: Page,
  { name, type, ttl, fields }: { name: string; type: string; ttl?: string; fields: Record<string, string> },
): Promise<void> {
  await page.getByRole('button', { name: 'Add record' }).click()
  const form = page.getByRole('form', { name: 'New record set' })
  await form.getByRole('textbox', { name: 'Name' }).fill(name)
  await form.getByRole('combobox', { name: 'Type' }).fill(type)
  if (ttl !== undefined) await form.getByRole('textbox', { name: 'TTL' }).fill(ttl)
  for (const [label, text] of Object.entries(fields)) await field(form, label).fill(text)
  await form.getByRole('button', { name: 'Add', exact: true }).click()
  await form.waitFor({ state: 'detached' })
}

/** Opens the form of a set that is there. */
export async function editRecord(page: Page, set: string): Promise<Locator> {
  await row(page, set)
    .getByRole('button', { name: `Edit: ${set}` })
    .click()
  const form = page.getByRole('form', { name: `Edit ${set}` })
  await form.waitFor()
  return form
}

/** The row of a set, such as `www A`. */
export function row(page: Page, set: string): Locator {
  const [name = '', type = ''] = set.split(' ')
  return page
    .getByRole('table', { name: 'Record sets' })
    .getByRole('row')
    .filter({
      has: page.locator('td:nth-child(1) b', { hasText: new RegExp(`^${name.replaceAll(/[.*]/g, '\\$&')}$`) }),
    })
    .filter({ has: page.locator('td:nth-child(2)', { hasText: new RegExp(`^${type}$`) }) })
}

/** Applies all that is gathered, and waits for what is said of it. */
export async function applyAll(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Review and apply' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: /^Apply \d/ }).click()
  await dialog.getByText(/changes? applied/).waitFor()
  return dialog
}

/** A field of a form by its label, whether it's a text or a choice. */
export function field(form: Locator, label: string): Locator {
  const name = new RegExp(`^${label}$`)
  return form.getByRole('textbox', { name }).or(form.getByRole('combobox', { name }))
}
