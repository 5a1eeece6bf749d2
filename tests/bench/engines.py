#!/usr/bin/python3
"""Searches by other engines beside sohoa's, on the same pages and with the same queries. Part of scripts/bench search.

usage: engines.py BENCH_SEARCH WORK PAGES QUERIES SEED ENGINE…      ENGINE: sohoa fts5 xapian whoosh

Each engine indexes the names, the fields and the text of every page, as its manual says, and gives the ten best papers
with a snippet. A person is found when the own paper is among them, or when all ten carry a name with all words asked for.
"""
import json
import os
import random
import shutil
import subprocess
import sys
import time
import unicodedata

FIRST = 10


def fold(text):
    text = unicodedata.normalize('NFD', text).lower().replace('đ', 'd')
    return ''.join(c for c in text if not unicodedata.combining(c))


class Fts5:
    """SQLite's own tokenizer: unicode61 remove_diacritics 2."""

    def __init__(self, folder):
        import sqlite3
        self.path = folder + '/fts5.db'
        self.db = sqlite3.connect(self.path)

    def index(self, pages):
        self.db.execute('PRAGMA journal_mode=OFF')
        self.db.execute("CREATE VIRTUAL TABLE page USING fts5(names, fields, text, tokenize='unicode61 remove_diacritics 2')")
        self.db.executemany('INSERT INTO page (rowid, names, fields, text) VALUES (?, ?, ?, ?)', pages)
        self.db.commit()
        self.db.execute("INSERT INTO page (page) VALUES ('optimize')")
        self.db.commit()

    def search(self, text):
        words = ' '.join(f'"{w}"' for w in text.split())
        return [r[0] for r in self.db.execute(
            "SELECT rowid, snippet(page, -1, '[', ']', '…', 12) FROM page WHERE page MATCH ? ORDER BY bm25(page, 10, 4, 1) LIMIT 10", (words,))]

    def size(self):
        return os.path.getsize(self.path)


class Xapian:
    def __init__(self, folder):
        import xapian
        self.xapian = xapian
        self.path = folder + '/xapian'

    def index(self, pages):
        x = self.xapian
        db = x.WritableDatabase(self.path, x.DB_CREATE_OR_OVERWRITE)
        terms = x.TermGenerator()
        for n, names, fields, text in pages:
            doc = x.Document()
            terms.set_document(doc)
            terms.index_text(names, 10, 'S')
            for part, weight in ((names, 10), (fields, 4), (text, 1)):
                terms.index_text(part, weight)
                terms.increase_termpos()
            doc.set_data(text)
            doc.add_value(0, str(n))
            db.replace_document(n, doc)
        db.commit()
        db.compact(self.path + '.small')
        db.close()
        shutil.rmtree(self.path)
        os.rename(self.path + '.small', self.path)
        self.db = x.Database(self.path)

    def search(self, text):
        x = self.xapian
        parser = x.QueryParser()
        parser.set_default_op(x.Query.OP_AND)
        enquire = x.Enquire(self.db)
        enquire.set_query(parser.parse_query(text, x.QueryParser.FLAG_DEFAULT))
        found = enquire.get_mset(0, FIRST)
        for match in found:
            found.snippet(match.document.get_data(), 120)
        return [match.docid for match in found]

    def size(self):
        return sum(e.stat().st_size for e in os.scandir(self.path))


class Whoosh:
    """As paperless-ngx used it: a schema of text fields, diacritics folded by the library's own table."""

    def __init__(self, folder):
        self.path = folder + '/whoosh'

    def index(self, pages):
        from whoosh import fields, index
        from whoosh.analysis import CharsetFilter, StandardAnalyzer
        from whoosh.support.charset import accent_map
        analyzer = StandardAnalyzer(stoplist=None, minsize=1) | CharsetFilter(accent_map)
        schema = fields.Schema(id=fields.NUMERIC(stored=True, unique=True), names=fields.TEXT(analyzer, field_boost=10.0),
                               fields=fields.TEXT(analyzer, field_boost=4.0), text=fields.TEXT(analyzer, stored=True))
        os.mkdir(self.path)
        self.ix = index.create_in(self.path, schema)
        writer = self.ix.writer(limitmb=256)
        for n, names, values, text in pages:
            writer.add_document(id=n, names=names, fields=values, text=text)
        writer.commit(optimize=True)
        self.searcher = self.ix.searcher()

    def search(self, text):
        from whoosh.qparser import MultifieldParser
        query = MultifieldParser(['names', 'fields', 'text'], self.ix.schema).parse(text)
        found = self.searcher.search(query, limit=FIRST)
        for hit in found:
            hit.highlights('text', top=1)
        return [hit['id'] for hit in found]

    def size(self):
        return sum(e.stat().st_size for e in os.scandir(self.path))


def read_pages(path):
    with open(path, encoding='utf-8') as lines:
        for line in lines:
            p = json.loads(line)
            yield p['id'], ' | '.join(p['names']), ' | '.join(p['fields']), p['text']


def make_queries(path, count):
    """Names with and without their tones, of persons drawn from the pages; and every paper's names for the judging."""
    names = {}
    with open(path, encoding='utf-8') as lines:
        for line in lines:
            p = json.loads(line)
            names[p['id']] = p['names']
    draw = random.Random(1)
    queries = []
    for n in draw.sample(sorted(names), min(count, len(names))):
        name = draw.choice(names[n])
        queries.append(('no tones', n, fold(name), fold(name)))
        queries.append(('tones', n, name, fold(name)))
    folded = {n: [fold(name).split() for name in list_] for n, list_ in names.items()}
    return queries, folded


def is_found(hits, own, meant, folded):
    if own in hits:
        return True
    words = meant.split()
    return len(hits) == FIRST and all(any(all(w in name for w in words) for name in folded.get(n, [])) for n in hits)


def percentile(values, p):
    values = sorted(values)
    return values[max(0, -(-len(values) * p // 100) - 1)]


def row(name, pages, seconds, size, asked, folded, queries):
    cpu = [a[1] for a in asked]
    found = {}
    for (kind, own, _, meant), (hits, _, _) in zip(queries, asked):
        found.setdefault(kind, []).append(is_found(hits, own, meant, folded))
    recall = ['%6.2f' % (100 * sum(found[k]) / len(found[k])) for k in ('no tones', 'tones')]
    print('%-8s %8d %9.1f %9.0f   %8.2f %8.2f %8.2f   %s %% %s %%' % (
        name, pages, seconds, size / 1e6, percentile(cpu, 50), percentile(cpu, 99), max(cpu), *recall), flush=True)


def ask_sohoa(program, folder, queries):
    text = '\n'.join(q[2] for q in queries) + '\n'
    out = subprocess.run([program, 'from', folder, str(FIRST)], input=text, capture_output=True, text=True, check=True).stdout
    answers = [json.loads(line) for line in out.splitlines()]
    return [(a['papers'], a['cpu'], a['wall']) for a in answers]


def run_sohoa(program, work, count, seed):
    folder = f'{work}/sohoa-{count}'
    start = time.process_time()
    before = os.times()
    subprocess.run([program, 'build', folder, str(count), str(seed)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = os.times()
    out = subprocess.run([program, 'sizes', folder], check=True, capture_output=True, text=True).stdout
    index = float(out.split('index ')[1].split(' ')[0]) * 1e6 + float(out.split('was indexed ')[1].split(',')[0]) * 1e6
    return folder, after.children_user + after.children_system - before.children_user - before.children_system, index


def main():
    if len(sys.argv) < 7:
        sys.exit(__doc__)
    program, work, count, nqueries, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
    path = f'{work}/pages-{count}.jsonl'
    subprocess.run([program, 'dump', work, path, str(count), seed], check=True)
    queries, folded = make_queries(path, nqueries)
    print('%-8s %8s %9s %9s   %8s %8s %8s   %s' % ('', 'pages', 'index s', 'MB', 'cpu p50', 'p99', 'max ms', 'found: no tones, tones'))
    for name in sys.argv[6:]:
        if name == 'sohoa':
            folder, seconds, size = run_sohoa(program, work, count, seed)
            row(name, count, seconds, size, ask_sohoa(program, folder, queries), folded, queries)
            continue
        engine = {'fts5': Fts5, 'xapian': Xapian, 'whoosh': Whoosh}[name](work)
        start = time.process_time()
        engine.index(read_pages(path))
        seconds = time.process_time() - start
        asked = []
        for _, _, text, _ in queries:
            wall, cpu = time.perf_counter(), time.thread_time()
            hits = engine.search(text)
            asked.append((hits, (time.thread_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000))
        row(name, count, seconds, engine.size(), asked, folded, queries)


if __name__ == '__main__':
    main()
