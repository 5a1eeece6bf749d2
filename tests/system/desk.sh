# A desk for demonstrations and system tests, to be sourced: a work folder with a virtual scanner, settings and a daemon.
#
#     build=…/build; . tests/system/desk.sh
#     desk_open PORT            makes $work (removed at exit, the daemon ended)
#     desk_start                starts sohoad and waits until it serves; output in $work/log
#     sohoa …                   the command line, for this daemon
#     desk_stop [SIGNAL]        ends it
#     desk_reader               prints the processes that recognise pages
# bash only; needs $build. Settings may be added to $work/sohoad.yaml between open and start.

daemon=

desk_die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  [ ! -s "${work:-}/log" ] || { echo "-- the daemon's log:" >&2; tail -n 40 "$work/log" >&2; }
  exit 1
}

desk_port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

desk_free_port() {
  local port=$1
  while desk_port_taken "$port"; do port=$((port + 1)); done
  echo "$port"
}

desk_close() {
  desk_stop KILL
  rm -rf "$work"
}

desk_open() {
  port=$1
  work=$(mktemp -d "${TMPDIR:-/tmp}/sohoa-desk.XXXXXX")
  trap desk_close EXIT
  trap 'exit 130' INT TERM
  mkdir -p "$work/scanner/adf" "$work/sane/dll.d"
  # The virtual scanner is a SANE backend like any other: SANE's own loader finds it by these.
  echo vscan >"$work/sane/dll.conf"
  cat >"$work/sohoad.yaml" <<YAML
data: $work/data
listen: 127.0.0.1:$port
scanners_config_dir: $work/sane
page_min_free_mb: 100
inbox:
  quiet_seconds: 1
scanners:
  - name: mot-cua
    label: Máy quét quầy một cửa
    match_backend: vscan
    auto_start: button
    source:
      - ADF Front
YAML
}

desk_start() {
  rm -f "$work/data/address"
  SANE_CONFIG_DIR="$work/sane" LD_LIBRARY_PATH="$build/lib/sane" SOHOA_VSCAN_DIR="$work/scanner" \
    SOHOA_SCAN_ENV=LD_LIBRARY_PATH,SOHOA_VSCAN_DIR "$build/sohoad" --config "$work/sohoad.yaml" "$@" >>"$work/log" 2>&1 &
  daemon=$!
  local i
  for i in $(seq 300); do
    [ ! -s "$work/data/address" ] || return 0
    kill -0 "$daemon" 2>/dev/null || { daemon=; return 1; }
    sleep 0.1
  done
  desk_die "sohoad does not serve"
}

desk_stop() {
  [ -n "$daemon" ] || return 0
  kill -"${1:-TERM}" "$daemon" 2>/dev/null || true
  wait "$daemon" 2>/dev/null || true
  daemon=
}

sohoa() { "$build/sohoa" --data "$work/data" "$@"; }

# desk_wait SECONDS COMMAND…: until the command succeeds.
desk_wait() {
  local until=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$until" ] || return 1
    sleep 0.2
  done
}

desk_scanner_is() { sohoa status --json | jq -e --arg s "$1" '.scanners[0].state == $s' >/dev/null; }
desk_idle() { sohoa status --json | jq -e '.jobs | .counter + .backlog + .going == 0' >/dev/null; }

# A worker that only renders says so by its last argument.
desk_reader() { pgrep -P "$daemon" -f 'worker_read --tessdata [^ ]* --page-seconds [0-9]*$'; }
