#!/usr/bin/env python3
"""Word recall of a reader and of the bare tesseract on the same specimen papers, by level.

usage: words.py SET=FOLDER…    (each folder: NNNN-TYPE.jpg and .json of `specimen`, read.jsonl of `sohoa read --json`,
                                and NNNN-TYPE.txt of `tesseract NNNN-TYPE.jpg NNNN-TYPE -l vie`)

A word of the paper counts as found as often as it stands in what was read, letter for letter (NFC, outer punctuation left
out); where it stands does not matter. Words of leader dots and single signs are none.
"""
import collections
import glob
import json
import os
import sys
import unicodedata

OUTER = " .,:;…-–_/()[]{}\"'“”‘’*|•"


def words(text):
    plain = (word.strip(OUTER) for word in unicodedata.normalize("NFC", text).split())
    return collections.Counter(word for word in plain if word)


def found(truth, read):
    return sum((truth & read).values())


def read_pages(folder):
    pages = collections.defaultdict(str)
    with open(os.path.join(folder, "read.jsonl"), encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            pages[os.path.splitext(os.path.basename(row["file"]))[0]] += "\n" + (row.get("text") or "")
    return pages


def add_folder(name, folder, table):
    pages = read_pages(folder)
    for path in sorted(glob.glob(os.path.join(folder, "*.json"))):
        stem = os.path.splitext(os.path.basename(path))[0]
        with open(path, encoding="utf-8") as file:
            paper = json.load(file)
        with open(os.path.join(folder, stem + ".txt"), encoding="utf-8") as file:
            bare = file.read()
        truth = words(paper["text"])
        counts = (1, sum(truth.values()), found(truth, words(pages[stem])), found(truth, words(bare)))
        for key in ((name, f"level {paper['degrade']['level']}"), (name, "all")):
            table[key] = tuple(a + b for a, b in zip(table.get(key, (0, 0, 0, 0)), counts))


def main(arguments):
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__.strip())
        return 0 if arguments else 2
    table = {}
    for argument in arguments:
        name, folder = argument.split("=", 1)
        add_folder(name, folder, table)
    print(f"{'':14}{'':9}{'pages':>6}{'words':>8}{'sohoa':>8}{'tesseract':>11}{'missed, of tesseract':>22}")
    for (name, level), (pages, all_words, sohoa, bare) in sorted(table.items(), key=lambda item: (item[0][0], item[0][1])):
        missed = (all_words - sohoa) / max(1, all_words - bare)
        print(f"{name:14}{level:9}{pages:6}{all_words:8}{sohoa / all_words:8.3f}{bare / all_words:11.3f}{missed:21.2f}x")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
