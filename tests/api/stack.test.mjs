// Stacks: covers, boundaries that a clerk moves, sheets, warnings.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signedIn, startServer } from './support.mjs';

let server;
let client;
let id;
const shape = (source) => source.pages.map((page, i, all) =>
  (page.role === 'paper' ? (i && all[i - 1].paper === page.paper ? 'c' : 'P') : page.role === 'cover' ? 'X' : 'x')).join('');
const show = async () => (await client.get(`/sources/${id}`)).json;
const change = (what, body) => client.post(`/sources/${id}/${what}`, body);

before(async () => {
  server = await startServer({ stack: true });
  client = await signedIn(server);
  const { json } = await client.get('/sources?warned=1');
  assert.equal(json.sources.length, 1);
  const [stack] = json.sources;
  assert.equal(stack.sheets, 4);
  assert.equal(stack.covers, 1);
  assert.equal(stack.npages, 6);
  assert.equal(stack.npapers, 2);
  id = stack.id;
});
after(async () => {
  const audit = await server.stop();
  for (const action of ['source.split', 'source.join', 'source.move', 'source.undo', 'source.sheets', 'source.cover', 'source.uncover', 'warning.acknowledge'])
    assert.ok(audit.some((line) => line.startsWith(`lan ${action} source ${id}`)), `${action} is not in the audit log`);
});

test('a cover sheet is counted, belongs to no paper, and files what lies behind it', async () => {
  const source = await show();
  assert.equal(shape(source), 'XxPcPc');
  assert.deepEqual(source.cover_sheets, [{ seq: 1, dossier: 'H29-7', procedure: 'khai_sinh', sheets: 2, user: '' }]);
  assert.deepEqual(source.papers.map((p) => p.dossier), ['H29-7', 'H29-7']);
  assert.equal((await client.get(`/pages/${source.pages[0].id}/image`)).status, 200, 'its image is kept');
});

test('a page whose code cannot be read is called a cover, and taken back', async () => {
  let source = await show();
  const wrong = await change('uncover', { version: source.version, page: 1 });
  assert.equal(wrong.status, 409, 'its code says so');
  source = (await change('cover', { version: source.version, page: 5, dossier: 'H29-8' })).json;
  assert.equal(shape(source), 'XxPcXP');
  assert.deepEqual(source.cover_sheets[1], { seq: 5, dossier: 'H29-8', procedure: '', sheets: 0, user: 'lan' });
  assert.deepEqual(source.papers.map((p) => p.dossier).sort(), ['H29-7', 'H29-8']);
  assert.equal((await change('cover', { version: source.version, page: 5 })).status, 409);
  assert.equal((await change('cover', { version: source.version, page: 5, dossier: 7 })).status, 422);
  assert.equal((await change('cover', { version: source.version - 1, page: 4 })).status, 409);
  source = (await change('uncover', { version: source.version, page: 5 })).json;
  assert.equal(shape(source), 'XxPcPc');
  assert.deepEqual(source.papers.map((p) => p.dossier), ['H29-7', 'H29-7']);
});

test('what does not add up is told, acknowledged, and stays so', async () => {
  let source = await show();
  const codes = (s) => source.warnings.filter((w) => w.state === s).map((w) => w.code).sort();
  assert.deepEqual(codes('open'), ['grey_tail', 'sheet_count']);
  const grey = source.warnings.find((w) => w.code === 'grey_tail');
  assert.equal(grey.page, source.pages[5].id);
  assert.match(grey.message, /^Tờ 3 mặt sau \(ảnh 6\): phần cuối ảnh là một mảng xám/);
  source = (await change(`warnings/${grey.id}/acknowledge`)).json;
  assert.deepEqual(codes('acknowledged'), ['grey_tail']);
  assert.equal(source.warnings.find((w) => w.id === grey.id).user, 'lan');
  const right = await client.patch(`/sources/${id}`, { version: source.version, sheets: 3 });
  source = right.json;
  assert.equal(source.sheets, 3);
  assert.deepEqual(codes('open'), []);
  assert.deepEqual(codes('acknowledged'), ['grey_tail']);
  assert.equal((await client.patch(`/sources/${id}`, { version: source.version, sheets: -1 })).status, 422);
  assert.equal((await change('warnings/999/acknowledge')).status, 404);
});

test('a clerk splits, joins, moves and takes back', async () => {
  let source = await show();
  const first = source.pages[2].paper;
  const step = async (what, body, want) => {
    const answer = await change(what, { version: source.version, ...body });
    assert.equal(answer.status, 200, answer.bytes.toString());
    source = answer.json;
    assert.equal(shape(source), want, `${what} ${JSON.stringify(body)}`);
  };
  await step('split', { page: 4 }, 'XxPPPc');
  await step('join', { page: 5 }, 'XxPPcc');
  await step('move', { page: 4, to: 6 }, 'XxPccP');
  assert.equal(source.pages[2].paper, first, 'the first paper is the same all the way');
  assert.deepEqual(source.boundaries.map((b) => [b.seq, b.begins, b.user]),
    [[4, false, 'lan'], [5, false, 'lan'], [6, true, 'lan']]);
  await step('undo', {}, 'XxPPcc');
  await step('undo', {}, 'XxPPPc');
  await step('undo', {}, 'XxPcPc');
  assert.equal(source.can_undo, false);
  assert.equal((await change('undo', { version: source.version })).status, 404);
});

test('a change made on an old sight, or at a cover, is refused with the reason', async () => {
  const source = await show();
  const stale = await change('split', { version: source.version - 1, page: 4 });
  assert.equal(stale.status, 409);
  assert.equal(stale.json.error.code, 'stale');
  assert.equal(stale.json.version, source.version);
  for (const [what, body, english] of [['split', { page: 1 }, 'belongs to no paper'], ['join', { page: 3 }, 'cover sheet lies before'],
    ['move', { page: 5, to: 3 }, 'can move to pages 4 to 6'], ['move', { page: 4, to: 5 }, 'no paper begins']]) {
    const answer = await change(what, { version: source.version, ...body });
    assert.equal(answer.status, 409);
    assert.match(answer.json.error.message_en, new RegExp(english));
  }
  assert.equal((await change('split', { version: source.version })).status, 422);
  assert.equal((await client.post('/sources/999/split', { version: 0, page: 1 })).status, 404);
  assert.deepEqual(await show(), source, 'nothing has changed');
});

test('a corrected value stays on its page through it all', async () => {
  let source = await show();
  const paper = (await client.get(`/papers/${source.pages[4].paper}`)).json;
  const field = paper.fields[0]?.key ?? 'ho_ten';
  const set = await client.patch(`/papers/${paper.id}/fields/${field}`, { version: paper.version, value: 'ĐẶNG THỊ HOÀ' });
  assert.equal(set.status, 200);
  source = await show();
  source = (await change('join', { version: source.version, page: 5 })).json;
  source = (await change('undo', { version: source.version })).json;
  const again = (await client.get(`/papers/${source.pages[4].paper}`)).json;
  const value = again.fields.find((f) => f.key === field);
  assert.equal(value.value, 'ĐẶNG THỊ HOÀ');
  assert.equal(value.author, 'clerk');
});

test('a stack with a paper that is restricted is for administrators', async () => {
  const admin = await signedIn(server, 'quan-tri');
  let source = await show();
  const paper = (await admin.get(`/papers/${source.pages[4].paper}`)).json;
  const closed = await admin.post(`/papers/${paper.id}/restrict`, { version: paper.version, restricted: true });
  assert.equal(closed.status, 200, closed.bytes.toString());
  assert.equal((await client.get(`/sources/${id}`)).status, 404);
  assert.equal((await change('join', { version: source.version, page: 5 })).status, 404);
  source = (await admin.get(`/sources/${id}`)).json;
  assert.equal(source.papers.length, 2);
  // Its pages are no less restricted in a paper that they join.
  source = (await admin.post(`/sources/${id}/join`, { version: source.version, page: 5 })).json;
  assert.equal((await client.get(`/papers/${source.pages[2].paper}`)).status, 404);
});
