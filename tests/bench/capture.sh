# scripts/bench capture, to be sourced by it: $build, $pages (sheets), $level, $seed, $figures; percentile, say, die, need.
# The feeder runs at its own pace, as motors do; its own log of starts and ends tells how long it had to wait in between.
. tests/system/desk.sh
desk_open "$(desk_free_port 18817)"
sed -i 's/^listen:/batch: always\nlisten:/; s/ADF Front/ADF Duplex/' "$work/sohoad.yaml"
side_ms=500
need sane-utils scanimage

# Four different images, linked as often as there are sides: what is measured is not their drawing.
say "drawing 4 papers (level $level, seed $seed), $pages sheets with two sides"
"$build/tests/specimen" --out "$work/sheets" --count 4 --seed "$seed" --level "$level" --format pnm >/dev/null
images=("$work"/sheets/*.pnm)
fill_feeder() {
  local n
  rm -rf "$work/scanner/taken" "$work"/scanner/adf/*
  for n in $(seq "$pages"); do
    ln "${images[$((n * 2 % 4))]}" "$work/scanner/adf/$(printf '%04d.pnm' "$n")"
    ln "${images[$((n * 2 % 4 + 1))]}" "$work/scanner/adf/$(printf '%04db.pnm' "$n")"
  done
  echo "$side_ms" >"$work/scanner/ms-per-page"
  : >"$work/scanner/pace"
}
# waits FILE: ms between the end of a side and the next start, one a line.
waits() { awk '$2 == "end" { e = $1 } $2 == "start" && e { print $1 - e; e = 0 }' "$1"; }
# rate FILE: sides a minute, from the first start to the last end.
rate() { awk '$2 == "start" && !f { f = $1 } $2 == "end" { l = $1; n++ } END { printf "%.1f", n * 60000 / (l - f) }' "$1"; }
# losses FILE: where a sheet's time beyond the feeder's own went, in ms a sheet.
losses() {
  awk -v side="$side_ms" '$2 == "start" { if (n) { if (n % 2) within += $1 - e; else between += $1 - e }; s = $1 }
    $2 == "end" { e = $1; slow += e - s > side ? e - s - side : 0; n++ }
    END { printf "between front and back %.0f, between sheets (saved first) %.0f, while a side came %.0f", within / n * 2, between / n * 2, slow / n * 2 }' "$1"
}
show() { # show LABEL FILE
  waits "$2" >"$work/waits"
  printf '%-34s %10s %12s %12s %12s\n' "$1" "$(rate "$2")" "$(percentile 50 "$work/waits")" "$(percentile 95 "$work/waits")" \
    "$(percentile 100 "$work/waits")"
}

say "the feeder alone: scanimage, images to the same disk"
fill_feeder
mkdir "$work/alone"
(cd "$work/alone" && SANE_CONFIG_DIR="$work/sane" LD_LIBRARY_PATH="$build/lib/sane" SOHOA_VSCAN_DIR="$work/scanner" \
  scanimage -d "vscan:Folder V1:SN0001" --source "ADF Duplex" --mode Color --resolution 300 -x 210 -y 297 --format=pnm \
  --batch=%04d.pnm >"$work/alone.log" 2>&1) || true
cp "$work/scanner/pace" "$work/pace-alone"
[ "$(grep -c end "$work/pace-alone")" = $((pages * 2)) ] || die "scanimage brought $(grep -c end "$work/pace-alone") sides: $(tail -n 3 "$work/alone.log")"
rm -rf "$work/alone"

desk_start || desk_die "sohoad ended at once"
desk_wait 30 desk_scanner_is watching || desk_die "the scanner is not watched"
say "giving the readers work"
"$build/tests/specimen" --out "$work/backlog" --count 30 --seed $((seed + 1)) --level "$level" >/dev/null
sohoa import "$work"/backlog/*.jpg >/dev/null
fill_feeder
busy() { sohoa status --json | jq -e '.daemon.workers_busy > 0' >/dev/null; }
desk_wait 60 busy || desk_die "no reader has begun"
read_pages() { sohoa status --json | jq '.totals.papers'; }
papers_before=$(read_pages)
say "scanning $pages sheets at 60 a minute while pages are read"
sohoa scan >/dev/null
all_taken() { [ "$(grep -c end "$work/scanner/pace")" -ge $((pages * 2)) ]; }
desk_wait $((60 + pages * 10)) all_taken || desk_die "only $(grep -c end "$work/scanner/pace") sides came"
desk_wait 60 desk_scanner_is watching || desk_die "the batch did not end"
cp "$work/scanner/pace" "$work/pace-daemon"
papers_after=$(read_pages)

printf '%-34s %10s %12s %12s %12s\n' "$pages sheets, A4 colour 300 dpi" "images/min" "wait median" "95 of 100" "longest ms"
show "feeder alone (scanimage)" "$work/pace-alone"
show "sohoad, readers at work" "$work/pace-daemon"
printf 'ms lost a sheet: %s; the feeder alone: %s\n' "$(losses "$work/pace-daemon")" "$(losses "$work/pace-alone")"
alone=$(rate "$work/pace-alone") with=$(rate "$work/pace-daemon")
printf 'kept up: %.1f %% of the feeder alone; %d papers came out of the readers meanwhile\n' \
  "$(jq -n --argjson a "$with" --argjson b "$alone" '100 * $a / $b')" $((papers_after - papers_before))
if [ -n "$figures" ]; then
  waits "$work/pace-daemon" >"$work/waits"
  jq -nc --argjson sheets "$pages" --argjson alone "$alone" --argjson with "$with" --argjson p50 "$(percentile 50 "$work/waits")" \
    --argjson longest "$(percentile 100 "$work/waits")" \
    '{sheets: $sheets, feeder_a_minute: $alone, captured_a_minute: $with, ack_ms_median: $p50, ack_ms_longest: $longest}' >>"$figures"
fi
