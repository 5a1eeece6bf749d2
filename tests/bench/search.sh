# scripts/bench search and recall, to be sourced by it: $command, $build, $pages, $seed, $cache, $queries, $engine_pages,
# $whoosh_pages, $engines, $figures; need, say, die.

# archive PAGES: prints the folder of an archive of so many pages, which it builds when it is not there yet.
archive() {
  local folder="$cache/archive-$1-$seed"
  mkdir -p "$cache"
  say "an archive of $1 pages in $folder"
  "$build/tests/bench_search" build "$folder" "$1" "$seed" >&2 || die "the archive could not be built; an old one? rm -r $folder"
  printf '%s' "$folder"
}

# Debian's own Python sees the packages.
need_python() { # need_python PACKAGE MODULE
  /usr/bin/python3 -c "import $2" 2>/dev/null && return 0
  local as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  say "installing $1"
  "${as_root[@]}" apt-get install -q -y --no-install-recommends "$1" >&2 || die "$1 could not be installed"
}

if [ "$command" = recall ]; then
  pages=${pages:-100000}
  folder=$(archive "$pages")
  SOHOA_RECALL_FOLDER=$folder SOHOA_RECALL_PAPERS=$pages SOHOA_RECALL_PERSONS=$queries "$build/tests/test_recall" |
    grep '%\|persons of each'
  return 0
fi

pages=${pages:-1000000}
folder=$(archive "$pages")
"$build/tests/bench_search" sizes "$folder"
printf '\n%s pages, %s queries, a writer beside\n' "$pages" "$queries"
"$build/tests/bench_search" ask "$folder" "$queries" "$seed"
[ -n "$engines" ] || return 0
need_python python3-xapian xapian
need_python python3-whoosh whoosh
work=$(mktemp -d "$cache/engines-XXXXXX")
trap 'rm -rf "$work"' EXIT
printf '\nbeside other engines; index s and ms are of the processor, MB what is kept to search and to show snippets\n'
/usr/bin/python3 -W ignore tests/bench/engines.py "$build/tests/bench_search" "$work" "$engine_pages" 300 "$seed" sohoa fts5 xapian
/usr/bin/python3 -W ignore tests/bench/engines.py "$build/tests/bench_search" "$work" "$whoosh_pages" 300 "$seed" sohoa whoosh
