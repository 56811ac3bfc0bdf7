/** For drawers: their heads are none of the page. */
export const plainHeader = { header: { role: 'presentation' } }
