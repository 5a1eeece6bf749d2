# scripts/bench latency, to be sourced by it: $build, $pages, $level, $seed, $figures; percentile, say, die.
. tests/system/desk.sh
desk_open "$(desk_free_port 18717)"
sed -i 's/^listen:/batch: never\nlisten:/' "$work/sohoad.yaml"

# What happens, each line with the moment at which it came: ms KIND NUMBER. KIND: got (the scanner's last byte of the
# batch's page NUMBER), read (its findings are recorded and told).
listen() {
  local token url line name= got=0
  token=$(cat "$work/data/token") url=$(cat "$work/data/address")
  curl -sSN -H "Authorization: Bearer $token" "$url/api/v1/events" 2>/dev/null | while IFS= read -r line; do
    case "$line" in
      "event: "*) name=${line#event: } ;;
      "data: "*)
        case "$name:$line" in
          scanner:*'"state":"saving"'*) got=$((got + 1)); echo "$((${EPOCHREALTIME/./} / 1000)) got $got" ;;
          page:*'"state":"read"'*) line=${line#*'"seq":'}; echo "$((${EPOCHREALTIME/./} / 1000)) read ${line%%,*}" ;;
        esac ;;
    esac
  done
}

# scan_stack NAME MS_PER_PAGE: the drawn sheets through the scanner; the events in $work/NAME.
scan_stack() {
  local name=$1
  echo "$2" >"$work/scanner/ms-per-page"
  desk_wait 30 desk_scanner_is watching || desk_die "the scanner is not watched"
  listen >"$work/$name" & local listener=$!
  sleep 0.5
  sohoa scan >/dev/null || true
  # The limit only ends a hang; it judges nothing.
  desk_wait $((120 + pages * 20)) eval '[ "$(grep -c read "$work/$name")" -ge "$pages" ]' ||
    desk_die "only $(grep -c read "$work/$name") of $pages pages were read"
  kill "$listener" 2>/dev/null || true
  wait "$listener" 2>/dev/null || true
}

memory_mb() { awk '/^Rss:/ { r = $2 } /^Pss:/ { p = $2 } END { printf "%d %d", r / 1024, p / 1024 }' "/proc/$1/smaps_rollup"; }
show_memory() { # show_memory LABEL PID
  local rss pss
  read -r rss pss <<<"$(memory_mb "$2")"
  printf '%-28s %8d %8d\n' "$1" "$rss" "$pss"
}

say "drawing $pages papers (level $level, seed $seed)"
"$build/tests/specimen" --out "$work/sheets" --count "$pages" --seed "$seed" --level "$level" --format pnm >/dev/null
mv "$work"/sheets/*.pnm "$work/scanner/adf/"
desk_start || desk_die "sohoad ended at once"
say "scanning $pages sheets at 30 a minute"
scan_stack paced 2000
awk '$2 == "got" { t[$3] = $1 } $2 == "read" && $3 in t { print $1 - t[$3] }' "$work/paced" >"$work/latency"
within=$(awk '$1 <= 2000 { n++ } END { printf "%.0f", 100 * n / NR }' "$work/latency")
printf 'last byte to findings, ms: median %s, 95 of 100 within %s, longest %s; %s %% within 2 s\n' \
  "$(percentile 50 "$work/latency")" "$(percentile 95 "$work/latency")" "$(percentile 100 "$work/latency")" "$within"

printf '\n%-28s %8s %8s\n' "memory after $pages pages, MB" RSS PSS
show_memory sohoad "$daemon"
daemon_rss=$(memory_mb "$daemon" | cut -d' ' -f1) worker_rss=0
for pid in $(pgrep -P "$daemon" worker_); do
  show_memory "$(tr '\0' ' ' <"/proc/$pid/cmdline" | awk '{ n = split($1, part, "/"); print part[n], /--render-only/ ? "(render only)" : "" }')" "$pid"
  ! grep -q worker_read "/proc/$pid/cmdline" || worker_rss=$(printf '%s\n%s\n' "$worker_rss" "$(memory_mb "$pid" | cut -d' ' -f1)" | sort -n | tail -1)
done

desk_stop
rm -rf "$work/data"
mv "$work"/scanner/taken/*.pnm "$work/scanner/adf/"
desk_start || desk_die "sohoad does not start again"
say "scanning $pages sheets as fast as they come"
scan_stack fast 0
rate=$(awk '$2 == "got" { if (!n++) first = $1; last = $1 } END { printf "%.0f", (n - 1) * 60000 / (last - first) }' "$work/fast")
read_rate=$(awk '$2 == "got" && !first { first = $1 } $2 == "read" { n++; last = $1 } END { printf "%.0f", n * 60000 / (last - first) }' "$work/fast")
printf '\nas fast as the scanner gives: %s pages a minute captured, %s read\n' "$rate" "$read_rate"
if [ -n "$figures" ]; then
  jq -nc --argjson pages "$pages" --argjson p50 "$(percentile 50 "$work/latency")" --argjson p95 "$(percentile 95 "$work/latency")" \
    --argjson within "$within" --argjson daemon "$daemon_rss" --argjson worker "$worker_rss" --argjson rate "$rate" --argjson read "$read_rate" \
    '{pages: $pages, latency_ms_median: $p50, latency_ms_p95: $p95, within_2s_percent: $within, sohoad_rss_mb: $daemon,
      worker_read_rss_mb: $worker, captured_a_minute: $rate, read_a_minute: $read}' >>"$figures"
fi
