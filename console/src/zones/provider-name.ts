const names: Readonly<Record<string, string>> = {
  builtin: 'Built-in',
  route53: 'Route 53',
  cloudflare: 'Cloudflare',
  google: 'Google Cloud DNS',
  azure: 'Azure DNS',
  powerdns: 'PowerDNS',
  rfc2136: 'RFC 2136',
}

/** As people call it. */
export function providerName(provider: string): string {
  return names[provider] ?? provider
}
