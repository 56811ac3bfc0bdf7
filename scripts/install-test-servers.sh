#!/usr/bin/env bash
# Installs the servers and tools that tests talk to, on Debian and as root; does nothing where all are there already.
# Elsewhere the suites that need a missing one are skipped, and with CI=true that is an error.
set -euo pipefail

packages=(
  bind9 bind9-dnsutils knot knot-dnsutils nsd pdns-server pdns-backend-sqlite3 pdns-backend-pgsql postgresql ldnsutils
  sqlite3 dnsperf pebble lego certbot python3-certbot-dns-rfc2136
  kea-dhcp-ddns-server chromium
)
policy=/usr/sbin/policy-rc.d

main() {
  find_missing
  if [ ${#missing[@]} -eq 0 ]; then
    echo 'All servers for the tests are installed.'
    return
  fi
  if [ ! -e /etc/debian_version ]; then
    go_without 'this is not Debian'
  elif [ "$(id -u)" -ne 0 ]; then
    go_without "only root may install packages (sudo bash $0)"
  elif ! install_missing; then
    go_without 'apt-get failed'
  fi
}

find_missing() {
  missing=()
  local package
  for package in "${packages[@]}"; do
    is_installed "$package" || missing+=("$package")
  done
}

is_installed() {
  [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

install_missing() {
  echo "Installing ${missing[*]}"
  keep_services_from_starting
  apt_get update || apt_get update || return 1
  apt_get install --yes --no-install-recommends "${missing[@]}"
}

apt_get() {
  DEBIAN_FRONTEND=noninteractive apt-get --quiet --option DPkg::Lock::Timeout=300 "$@"
}

# Tests start servers of their own on free ports. A rule that stands already is the machine's and stays as it is.
keep_services_from_starting() {
  if [ -e "$policy" ]; then return; fi
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
}

go_without() {
  echo "Not installed, because $1. What is skipped without them:"
  local package
  for package in "${missing[@]}"; do
    printf '  %-22s %s\n' "$package" "$(suites_with "$package")"
  done
  if [ "${CI:-}" = true ]; then
    echo 'With CI=true nothing may be skipped.' >&2
    exit 1
  fi
}

suites_with() {
  case $1 in
    bind9) echo 'updates and transfers with BIND' ;;
    bind9-dnsutils) echo 'questions by dig, updates by nsupdate' ;;
    knot | nsd) echo 'transfers to, and answers compared with, this server' ;;
    knot-dnsutils) echo 'questions by kdig' ;;
    pdns-server | pdns-backend-sqlite3 | sqlite3) echo 'the PowerDNS provider' ;;
    pdns-backend-pgsql) echo 'writes measured against PowerDNS on PostgreSQL' ;;
    postgresql) echo 'the store on PostgreSQL, several instances on one database' ;;
    ldnsutils) echo 'zone files and questions checked by ldns' ;;
    pebble | lego | certbot | python3-certbot-dns-rfc2136) echo 'certificates by DNS updates' ;;
    kea-dhcp-ddns-server) echo 'updates by a DHCP server' ;;
    chromium) echo 'the console in a browser' ;;
    dnsperf) echo 'figures of the name server under load' ;;
  esac
}

main
