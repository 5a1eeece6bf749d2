# Word recall of `sohoa read` beside the bare tesseract; sourced by scripts/bench, whose variables it uses.
draw_and_read() { # draw_and_read NAME OPTION…
  local folder=$work/$1 file
  shift
  say "drawing $pages papers ($(basename "$folder"), seed $seed)"
  "$build/tests/specimen" --out "$folder" --count "$pages" --seed "$seed" --level "$level" "$@" >/dev/null
  say "sohoa read"
  "$build/sohoa" read --json "$folder"/*.jpg >"$folder/read.jsonl" || die "sohoa read failed"
  say "tesseract"
  for file in "$folder"/*.jpg; do
    OMP_THREAD_LIMIT=1 tesseract "$file" "${file%.jpg}" -l vie >/dev/null 2>&1 || die "tesseract failed on $file"
  done
}
draw_and_read ordinary --turn 0
draw_and_read upside-down --turn 180
draw_and_read received --received --turn 0 --types van_ban_hanh_chinh
python3 tests/bench/words.py ordinary="$work/ordinary" upside-down="$work/upside-down" received="$work/received"
