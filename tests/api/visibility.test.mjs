// What a person may not see does not appear, nor in counts: every reading route of openapi.yaml answers a clerk after
// secret things were taken in just as before. An administrator's answers change, or the test would prove nothing.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { IMAGE, ROOT, signedIn, startServer } from './support.mjs';

const { parse } = createRequire(join(ROOT, 'tests/browser/package.json'))('yaml');
const api = parse(readFileSync(join(ROOT, 'config/openapi.yaml'), 'utf8'), { merge: true });
const reads = Object.keys(api.paths).filter((path) => api.paths[path].get && path !== '/events');

let server;
let clerk;
let admin;
const open = {}; // what everybody may see, for the routes' parameters
const NAME = 'PHÙNG THỊ KHUẤT';
const CODE = 'H24.010.02-251103-0777';

const ok = (answer, status = 200) => {
  assert.equal(answer.status, status, String(answer.bytes));
  return answer.json;
};

// A page is taken in as a scan would bring it; the newest paper is the one.
async function takeIn() {
  const raw = readFileSync(IMAGE);
  const { source } = ok(await clerk.ask('POST', '/import?name=a.jpg', { raw, headers: { 'Content-Type': 'application/octet-stream' } }), 202);
  const { papers } = ok(await admin.get('/papers'));
  const paper = papers.find((p) => p.source === source);
  return { source, paper: ok(await admin.get(`/papers/${paper.id}`)) };
}

async function dossier(values) {
  return ok(await clerk.post('/dossiers', { procedure: 'khai_sinh', ...values }), 201).dossier;
}

const putPaper = async (who, code, paper, role) => {
  const { dossier: d } = ok(await who.get(`/dossiers/${code}`));
  return ok(await who.post(`/dossiers/${code}/papers`, { version: d.version, paper, role })).dossier;
};

const enter = async (who, item) =>
  ok(await who.post('/registers/ban_sao/entries', { date: '2025-11-03', items: [{ requester: 'Trần Văn Mở', subject: 'Giấy khai sinh', signer: 'Vũ A', ...item }] }), 201).entries[0];

before(async () => {
  server = await startServer({ stack: true });
  clerk = await signedIn(server);
  admin = await signedIn(server, 'quan-tri');
  const { source, paper } = await takeIn();
  open.dossier = await dossier({ name: NAME, birth: '1970-01-02' });
  await putPaper(clerk, open.dossier.code, paper.id, 'input');
  open.paper = ok(await clerk.get(`/papers/${paper.id}`));
  open.source = source;
  open.entry = await enter(clerk, {});
});
after(() => server.stop());

// The route with the open things in its braces, and a query where it needs one.
function address(path) {
  const page = open.paper.pages[0].id;
  const id = path.startsWith('/pages') ? page : path.startsWith('/sources') ? open.source : path.startsWith('/register-entries') ? open.entry.id : open.paper.id;
  const values = { id, code: open.dossier.code, key: open.paper.fields[0].key, kind: 'ban_sao', name: 'quay', slip: 1, finding: 1, other: 1 };
  const filled = path.replace(/\{(\w+)\}/g, (all, name) => encodeURIComponent(values[name]));
  const queries = {
    '/search': `?q=${encodeURIComponent('phung khuat')}`, '/search/facets': `?q=${encodeURIComponent('khuat')}`,
    '/search/suggest': `?q=${encodeURIComponent('phu')}`, '/dossiers': `?name=${encodeURIComponent('khuat')}`, '/report': '?year=2025&codes=1',
    '/report/document': '?year=2025&form=csv', '/registers/{kind}/entries': '?year=2025', '/registers/{kind}/findings': '?year=2025',
    '/registers/{kind}/book': '?year=2025&form=csv',
  };
  return filled + (queries[path] ?? '');
}

// Answers by route, without what changes by itself.
async function walk(who) {
  const all = {};
  for (const path of reads) {
    const { status, json, bytes } = await who.get(address(path));
    const body = json ?? (path.startsWith('/pages') || path.endsWith('/pdf') || path === '/cover' ? '' : String(bytes));
    if (path === '/status') {
      delete body.time;
      delete body.daemon;
      delete body.totals.database_bytes;
      delete body.totals.object_bytes; // the disk is everybody's
    }
    all[path] = { status, body };
  }
  return all;
}

test('secret things change nothing that a clerk can read', async () => {
  const clerkBefore = await walk(clerk);
  const adminBefore = await walk(admin);
  assert.ok(Object.values(clerkBefore).filter((a) => a.status === 200).length > 25, 'most routes answer');

  // The same person again, in a dossier of a sealed case with a paper, its batch and its row in the register.
  const secret = await takeIn();
  await admin.post('/dossiers', { code: CODE, procedure: 'khai_sinh', name: NAME, birth: '1970-01-02', received: '2025-11-03T08:00' });
  await putPaper(admin, CODE, secret.paper.id, 'output');
  const set = ok(await admin.get(`/papers/${secret.paper.id}`));
  ok(await admin.patch(`/papers/${secret.paper.id}/fields/${set.fields[1].key}`, { value: NAME, version: set.version }));
  const confirmed = ok(await admin.get(`/papers/${secret.paper.id}`));
  ok(await admin.post(`/papers/${secret.paper.id}/confirm`, { version: confirmed.version }));
  const row = await enter(admin, { requester: NAME, paper: secret.paper.id, dossier: CODE });
  ok(await admin.post(`/dossiers/${CODE}/restrict`, { restricted: true }));

  const clerkAfter = await walk(clerk);
  for (const path of reads) {
    if (path === '/registers/{kind}/book') continue; // below
    assert.deepEqual(clerkAfter[path], clerkBefore[path], path);
  }
  assert.equal(clerkAfter['/registers/{kind}/book'].status, 403, 'a book is printed whole or not at all');

  const adminAfter = await walk(admin);
  const changed = reads.filter((path) => JSON.stringify(adminAfter[path]) !== JSON.stringify(adminBefore[path]));
  for (const path of ['/papers', '/search', '/search/facets', '/search/suggest', '/dossiers', '/dossiers/{code}', '/sources', '/status',
    '/report', '/report/document', '/registers', '/registers/{kind}/entries', '/registers/{kind}/book'])
    assert.ok(changed.includes(path), `an administrator sees no change in ${path}: ${changed}`);

  // Asked for by name they are not there.
  const page = secret.paper.pages[0].id;
  const things = { '/papers': secret.paper.id, '/pages': page, '/sources': secret.source, '/dossiers': CODE, '/register-entries': row.id };
  for (const path of reads) {
    const thing = Object.keys(things).find((t) => path.startsWith(`${t}/{`));
    if (!thing) continue;
    const filled = path.replace(/\{(id|code)\}/, things[thing]).replace('{key}', open.paper.fields[0].key).replace('{slip}', '1');
    assert.equal((await clerk.get(filled)).status, 404, filled);
  }
  for (const [method, path, body] of [
    ['POST', `/dossiers/${open.dossier.code}/papers`, { version: 99, paper: secret.paper.id, role: 'input' }],
    ['POST', `/papers/${open.paper.id}/lookalikes/${secret.paper.id}`, { version: 99, decision: 'replace' }],
    ['POST', `/papers/${open.paper.id}/lookalikes/${secret.paper.id}/undo`, { version: 99 }],
    ['PATCH', `/register-entries/${row.id}`, { version: 1, reason: 'x', set: { requester: 'X' } }],
    ['POST', `/sources/${secret.source}/split`, { version: 1, page: 1 }],
    ['POST', '/registers/ban_sao/entries', { items: [{ paper: secret.paper.id }] }],
  ])
    assert.equal((await clerk.ask(method, path, { body })).status, 404, path);
});

test('of an open dossier a clerk sees the open papers only', async () => {
  const hidden = await takeIn();
  const d = await dossier({ name: 'ĐOÀN MỞ' });
  await putPaper(clerk, d.code, hidden.paper.id, 'input');
  const listed = async (who) => ok(await who.get(`/dossiers?name=${encodeURIComponent('doan mo')}`)).dossiers[0];
  const seen = await listed(clerk);
  assert.equal(seen.inputs, 1);
  const { version } = ok(await admin.get(`/papers/${hidden.paper.id}`));
  ok(await admin.post(`/papers/${hidden.paper.id}/restrict`, { version, restricted: true }));

  assert.deepEqual([(await listed(clerk)).inputs, (await listed(clerk)).errors, (await listed(admin)).inputs], [0, 0, 1]);
  const shown = ok(await clerk.get(`/dossiers/${d.code}`)).dossier;
  assert.deepEqual([shown.papers, shown.checklist.loose, shown.checklist.lines.flatMap((l) => l.papers)], [[], [], []]);
  assert.equal(ok(await admin.get(`/dossiers/${d.code}`)).dossier.papers.length, 1);
  assert.deepEqual(ok(await clerk.get(`/dossiers/${d.code}/history`)).changes, []);
  assert.equal(ok(await admin.get(`/dossiers/${d.code}/history`)).changes.length, 1);
  const draft = async (who) => ok(await who.get(`/dossiers/${d.code}/slips`)).draft.items;
  const title = hidden.paper.title;
  assert.ok(title && !(await draft(clerk)).some((i) => i.includes(title)));
  const stale = await clerk.patch(`/dossiers/${d.code}`, { version: 0, set: { title: 'x' } });
  assert.equal(stale.status, 409);
  assert.deepEqual(stale.json.dossier.papers, []);
});

test('events tell a clerk nothing of secret papers', async () => {
  const { paper } = await takeIn();
  ok(await admin.post(`/papers/${paper.id}/restrict`, { version: paper.version, restricted: true }));
  const listen = async (who, until) => {
    const stop = new AbortController();
    const response = await fetch(`${who.base}/api/v1/events`, { headers: { Cookie: who.cookie }, signal: stop.signal });
    let text = '';
    const done = (async () => {
      for await (const chunk of response.body) if ((text += Buffer.from(chunk)).includes(until)) break;
      stop.abort();
      return text;
    })();
    return done;
  };
  const mark = `"paper":${open.paper.id},`;
  const [one, two] = [listen(clerk, mark), listen(admin, mark)];
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { version } = ok(await admin.get(`/papers/${paper.id}`));
  ok(await admin.post(`/papers/${paper.id}/confirm`, { version }));
  const now = ok(await admin.get(`/papers/${open.paper.id}`));
  ok(await admin.post(`/papers/${open.paper.id}/confirm`, { version: now.version }));
  assert.doesNotMatch(await one, new RegExp(`"paper":${paper.id},`));
  assert.match(await two, new RegExp(`"paper":${paper.id},`));
});
