/**
 * The nonce under which the page's policy lets styles be put into it: the server writes another one into every page it gives out.
 * Undefined where no server has, as in the development server's pages.
 */
export function styleNonce(): string | undefined {
  const written = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce
  return written === '' ? undefined : written
}

/** For the style elements of libraries below Mantine, which look for the nonce where webpack would leave it. */
export function shareStyleNonce(): void {
  const nonce = styleNonce()
  if (nonce !== undefined) Object.assign(globalThis, { __webpack_nonce__: nonce })
}
