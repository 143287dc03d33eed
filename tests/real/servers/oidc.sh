#!/usr/bin/env bash
# A real OpenID Connect provider on loopback (npm oidc-provider), see oidc.mjs.
#   oidc.sh install                      once, from npm
#   oidc.sh start REDIRECT_URI...        the addresses to which it may send people back
#   oidc.sh stop|status|env
set -euo pipefail
HERE=$(dirname "$(readlink -f "$0")"); . "$HERE/lib.sh"
APP=$RS_CACHE/oidc
D=$(state_dir oidc)
PACKAGE=oidc-provider@8.8.1

install() {
  need npm node
  if [ "$(cat "$APP/ready" 2>/dev/null)" = "$PACKAGE" ]; then echo "installed in $APP"; return; fi
  mkdir -p "$APP"; rm -f "$APP/ready"; cd "$APP"
  echo '{"name":"oidc-peer","private":true,"version":"0.0.0","type":"module"}' >package.json
  npm install --ignore-scripts --no-audit --no-fund --loglevel=error "$PACKAGE"
  echo "$PACKAGE" >ready
  echo "installed in $APP"
}

start() {
  need node
  [ -f "$APP/ready" ] || die "run '$0 install' first"
  stop; mkdir -p "$D"
  local port; port=$(free_port)
  cp "$HERE/oidc.mjs" "$APP/oidc.mjs"   # so that its imports resolve there
  (cd "$APP" && NO_PROXY='*' spawn "$D/pid" "$D/log" node oidc.mjs "$port" "$@")
  wait_until 30 port_open "$port" || { tail -20 "$D/log" >&2; stop; exit 1; }
  echo "OIDC_ISSUER=http://127.0.0.1:$port" | tee "$D/env"
}

stop() { stop_pid "$D/pid" TERM 5; rm -rf "$D"; }

case ${1:-} in
  install) install ;;
  start) shift; start "$@" ;;
  stop) stop; echo stopped ;;
  status) if alive "$D/pid"; then echo "running, $(rss_mb "$(cut -d' ' -f1 "$D/pid")") MB"; else echo "not running"; exit 3; fi ;;
  env) alive "$D/pid" && cat "$D/env" || { echo "not running" >&2; exit 3; } ;;
  *) die "usage: $0 install|start REDIRECT_URI...|stop|status|env" ;;
esac
