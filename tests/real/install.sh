#!/usr/bin/env bash
# Installs what the real servers of the tests need; quick when it is all there.
#   tests/real/install.sh          Debian's packages (needs root), then npm and Debian downloads into $RS_CACHE
#   tests/real/install.sh wordpress|bluesky|mastodon|mail|imap|nats|oidc    only that one
set -euo pipefail
HERE=$(dirname "$(readlink -f "$0")")/servers

declare -A PACKAGES=(
  [wordpress]="wordpress wordpress-theme-twentytwentythree micro-httpd php php8.2-fpm php8.2-cli php8.2-mysql php8.2-gd php8.2-xml php8.2-mbstring php8.2-curl mariadb-server"
  [bluesky]="postgresql npm g++ make python3"
  [mastodon]=""
  [mail]="python3-aiosmtpd"
  [imap]="dovecot-imapd"
  [nats]="nats-server"
  [oidc]="nodejs npm"
)

# micro-httpd and php-fpm satisfy WordPress's "httpd" and "php" without bringing apache in.
debian() {
  local missing=() p
  for p in "$@"; do has "$p" || missing+=("$p"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || { echo "needs root to install: ${missing[*]}" >&2; return 1; }
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends "${missing[@]}" >/dev/null
}

has() { # a package, or a command that someone installed in another way
  case $1 in
    nodejs) command -v node >/dev/null ;;
    npm | make | g++ | python3) command -v "$1" >/dev/null ;;
    postgresql) command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null ;;
    *) dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed' ;;
  esac
}

one() {
  debian ${PACKAGES[$1]}
  case $1 in
    bluesky) "$HERE/bluesky.sh" install ;;
    mastodon) "$HERE/mastodon-snac.sh" install ;;
    oidc) "$HERE/oidc.sh" install ;;
  esac
}

[ $# -gt 0 ] || set -- wordpress mastodon mail imap nats oidc bluesky
for name in "$@"; do one "$name"; done
echo "real servers: installed"
