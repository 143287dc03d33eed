#!/usr/bin/env bash
# Local SMTP sink on loopback: mails land as files.   mail.sh install|start [--auth USER:PW]|stop|status|env
# Python with aiosmtpd: $RS_PYTHON, Debian's (python3-aiosmtpd), or the one that 'install' makes.
set -euo pipefail
HERE=$(dirname "$(readlink -f "$0")"); . "$HERE/lib.sh"
D=$(state_dir mail)
PY=${RS_PYTHON:-$RS_CACHE/mail-venv/bin/python}
[ -x "$PY" ] || PY=/usr/bin/python3

install() {
  [ -x "$RS_CACHE/mail-venv/bin/python" ] || python3 -m venv "$RS_CACHE/mail-venv"
  "$RS_CACHE/mail-venv/bin/pip" install -q --disable-pip-version-check 'aiosmtpd==1.4.6'
}

start() {
  if alive "$D/pid"; then cat "$D/env"; return; fi
  "$PY" -c 'import aiosmtpd' 2>/dev/null || die "run '$0 install' first, or set RS_PYTHON"
  rm -rf "$D"; mkdir -p "$D/mails"
  local port; port=$(free_port)
  spawn "$D/pid" "$D/log" "$PY" "$HERE/mail_sink.py" --port "$port" --dir "$D/mails" "$@"
  wait_until 10 port_open "$port" || { cat "$D/log" >&2; exit 1; }
  printf 'SMTP_HOST=127.0.0.1\nSMTP_PORT=%s\nSMTP_URL=smtp://127.0.0.1:%s\nMAIL_DIR=%s\n' "$port" "$port" "$D/mails" | tee "$D/env"
}

stop() { stop_pid "$D/pid" TERM 5; rm -rf "$D"; }

case ${1:-} in
  install) install ;;
  start) shift; start "$@" ;;
  stop) stop; echo stopped ;;
  status) if alive "$D/pid"; then echo "running, $(rss_mb "$(cut -d' ' -f1 "$D/pid")") MB"; else echo "not running"; exit 3; fi ;;
  env) alive "$D/pid" && cat "$D/env" || { echo "not running" >&2; exit 3; } ;;
  *) die "usage: $0 install|start [--auth USER:PW]|stop|status|env" ;;
esac
