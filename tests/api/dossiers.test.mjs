// Dossiers as a clerk lives with them: codes, due times, what is missing, two clerks at once, taking back.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { signedIn, startServer } from './support.mjs';

const server = await startServer();
after(() => server.stop());
const client = await signedIn(server);

const open = async (values) => {
  const answer = await client.post('/dossiers', values);
  assert.equal(answer.status, 201, JSON.stringify(answer.json));
  return answer.json.dossier;
};
const line = (dossier, key) => dossier.checklist.lines.find((l) => l.key === key);
const act = async (dossier, path, body = {}, method = 'POST') =>
  (await client.ask(method, `/dossiers/${dossier.code}${path}`, { body: { version: dossier.version, ...body } }));
const done = async (...args) => {
  const answer = await act(...args);
  assert.equal(answer.status, 200, JSON.stringify(answer.json));
  return answer.json.dossier;
};

test('the office counts its own codes by day, and leaves out what was typed', async () => {
  const received = '2024-03-05T08:00';
  const first = await open({ procedure: 'khai_sinh', name: 'A', received });
  assert.equal(first.code, '10855-240305-0001');
  await open({ code: '10855-240305-0002', procedure: 'khai_sinh', received });
  assert.equal((await open({ procedure: 'khai_sinh', received })).code, '10855-240305-0003');
  // The commune was merged: another code of the agency from that day on.
  assert.equal((await open({ procedure: 'khai_sinh', received: '2025-07-01T08:00' })).code, '10843-250701-0001');
  for (const code of ['10855-240230-0001', 'h24-240301-0001', '10855-240301-001', 'X']) {
    assert.equal((await client.post('/dossiers', { code, procedure: 'khai_sinh' })).status, 422, code);
  }
});

test('due times follow the holidays and the rule of 15:00', async () => {
  const due = async (procedure, received) => (await open({ procedure, received })).due.slice(0, 16);
  assert.equal(await due('chung_thuc_ban_sao', '2025-04-29T15:00'), '2025-04-29T17:00');
  assert.equal(await due('chung_thuc_ban_sao', '2025-04-29T15:01'), '2025-05-05T17:00'); // holidays and a weekend between
  assert.equal(await due('xac_nhan_tinh_trang_hon_nhan', '2025-04-25T16:30'), '2025-04-29T17:00'); // a Saturday that is worked
});

test('a stop of the clock moves the due time by the working days that it lasted', async () => {
  let d = await open({ procedure: 'xac_nhan_tinh_trang_hon_nhan', received: '2025-09-08T09:00' });
  assert.equal(d.due.slice(0, 10), '2025-09-11');
  d = await done(d, '/state', { state: 'verifying', when: '2025-09-09T09:00' });
  assert.equal(d.stopped.slice(0, 10), '2025-09-09');
  d = await done(d, '/state', { state: 'received', when: '2025-09-15T09:00' });
  assert.equal(d.due.slice(0, 10), '2025-09-17');
  d = await done(d, '/state', { state: 'done', when: '2025-09-17T16:00' });
  assert.equal(d.on_time, true);
  d = await done(d, '/undo');
  d = await done(d, '/state', { state: 'done', when: '2025-09-18T08:00' });
  assert.equal(d.on_time, false);
  const wrong = await act(d, '/state', { state: 'supplement' });
  assert.equal(wrong.status, 422);
});

test('the checklist asks for what is missing and never for what may not be asked for', async () => {
  let d = await open({ procedure: 'khai_sinh', received: '2025-09-08T09:00' });
  assert.equal(line(d, 'to_khai').state, 'missing');
  assert.equal(line(d, 'chung_sinh').state, 'look_up');
  assert.equal(line(d, 'tuy_than').state, 'to_see');
  assert.equal(line(d, 'uy_quyen').state, 'not_needed');
  d = await done(d, '/marks', { key: 'fact:uy_quyen', value: 'yes' });
  assert.equal(line(d, 'uy_quyen').state, 'missing');
  d = await done(d, '/marks', { key: 'item:chung_sinh', value: 'no_data' });
  assert.equal(line(d, 'chung_sinh').state, 'missing');
  assert.equal(d.checklist.missing, 3);
  assert.equal((await act(d, '/marks', { key: 'item:uy_quyen', value: 'not_applicable' })).status, 422, 'without a reason');
  d = await done(d, '/marks', { key: 'item:uy_quyen', value: 'not_applicable', reason: 'cha đi đăng ký' });
  assert.equal(line(d, 'uy_quyen').reason, 'cha đi đăng ký');
  assert.equal((await act(d, '/marks', { key: 'item:khong_co', value: 'seen' })).status, 404);

  const before = await open({ procedure: 'ket_hon', received: '2025-01-08T09:00' });
  assert.equal(line(before, 'tinh_trang').state, 'missing');
  const since = await open({ procedure: 'ket_hon', received: '2025-01-09T09:00' });
  assert.equal(line(since, 'tinh_trang').state, 'never');
  assert.match(line(since, 'tinh_trang').reason, /07\/2025/);
});

test('a paper answers its line, moves between dossiers and comes back by undo', async () => {
  const { json } = await client.get('/papers?type=giay_khai_sinh');
  const paper = json.papers[0].id;
  let a = await open({ procedure: 'khai_sinh' });
  let b = await open({ procedure: 'khai_sinh' });
  assert.equal(line(a, 'giay_khai_sinh').state, 'expected');
  a = await done(a, '/papers', { paper, role: 'output' });
  assert.deepEqual(line(a, 'giay_khai_sinh').papers, [paper]);
  assert.equal(a.papers[0].line, 'giay_khai_sinh');
  b = await done(b, '/papers', { paper, role: 'input' });
  assert.deepEqual(b.checklist.loose, [paper]);
  a = (await client.get(`/dossiers/${a.code}`)).json.dossier;
  assert.equal(a.papers.length, 0);
  a = await done(a, '/undo');
  assert.equal(a.papers.length, 1, 'back where it was');
  b = (await client.get(`/dossiers/${b.code}`)).json.dossier;
  assert.equal(b.papers.length, 0);
});

test('of two clerks the later one sees both values', async () => {
  const d = await open({ procedure: 'khai_tu', name: 'NGUYỄN VĂN CŨ' });
  await done(d, '', { set: { name: 'NGUYỄN VĂN MỘT' } }, 'PATCH');
  const late = await act(d, '', { set: { name: 'NGUYỄN VĂN HAI' } }, 'PATCH');
  assert.equal(late.status, 409);
  assert.equal(late.json.dossier.citizen.name, 'NGUYỄN VĂN MỘT');
  assert.equal(late.json.yours.set.name, 'NGUYỄN VĂN HAI');
  const back = await done(late.json.dossier, '/undo');
  assert.equal(back.citizen.name, 'NGUYỄN VĂN CŨ');
  const { changes } = (await client.get(`/dossiers/${d.code}/history`)).json;
  assert.deepEqual(changes.map((c) => [c.key, c.before, c.after, c.undone, c.user]),
    [['name', 'NGUYỄN VĂN CŨ', 'NGUYỄN VĂN MỘT', true, 'lan']]);
});

test('the list masks ID numbers, finds names without diacritics and tells the same person', async () => {
  const person = { name: 'ĐẶNG THỊ THƯỞNG', birth: '1960-02-03' };
  const one = await open({ procedure: 'khai_tu', ...person, person_id: '030160001111' });
  const two = await open({ procedure: 'khai_tu', name: 'Đặng  Thị Thưởng', birth: '1960-02-03' });
  const found = await client.get(`/dossiers?name=${encodeURIComponent('dang thuong')}`);
  assert.deepEqual(found.json.dossiers.map((d) => d.code), [two.code, one.code]);
  assert.doesNotMatch(found.bytes.toString(), /\d{12}/);
  const shown = (await client.get(`/dossiers/${two.code}`)).json;
  assert.deepEqual(shown.same_person.map((d) => d.code), [one.code]);
});

test('the end of a dossier gives up what may not be kept, unless an electronic copy was asked for', async () => {
  const { json } = await client.get('/papers?type=chung_thuc_ban_sao');
  const paper = json.papers[0].id;
  let d = await open({ procedure: 'chung_thuc_ban_sao', electronic_copy: true });
  d = await done(d, '/papers', { paper, role: 'input' });
  assert.deepEqual([d.papers[0].keep, d.papers[0].keeping], ['image', 'image']);
  d = await done(d, '', { set: { electronic_copy: false } }, 'PATCH');
  assert.equal(d.papers[0].keeping, 'record');
  d = await done(d, '/state', { state: 'done' });
  assert.equal(d.papers[0].keep, 'image', 'the result waits: the work is not over');
  d = await done(d, '/state', { state: 'returned' });
  assert.equal(d.papers[0].keep, 'record');
  const shown = (await client.get(`/papers/${paper}`)).json;
  assert.equal(shown.keep, 'record');
  assert.ok(shown.fields.length > 0);
  assert.equal((await client.get(`/pages/${shown.pages[0].id}/original`)).status, 410);
});

// The words of a PDF, as a reader sees them.
function pdfText(bytes) {
  const folder = mkdtempSync(join(tmpdir(), 'sohoa-slip-'));
  writeFileSync(join(folder, 'a.pdf'), bytes);
  const text = execFileSync('pdftotext', ['-layout', join(folder, 'a.pdf'), '-'], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return text.normalize('NFC').replace(/\s+/g, ' ');
}

test('one request for supplement holds everything, once', async () => {
  const { json } = await client.get('/papers?type=giay_khai_sinh');
  let d = await open({ procedure: 'khai_sinh_lai', name: 'BÙI VĂN THỬ', phone: '0912000111', received: '2025-09-08T09:00' });
  d = await done(d, '/marks', { key: 'fact:co_giay_to_cu', value: 'yes' });
  d = await done(d, '/papers', { paper: json.papers.at(-1).id, role: 'input' });
  const { draft } = (await client.get(`/dossiers/${d.code}/slips`)).json;
  assert.equal(draft.obstacle, null);
  assert.match(draft.items[0], /^Nộp Tờ khai đăng ký lại khai sinh \(Nghị định 123\/2015/);
  assert.ok(draft.items.some((i) => /^Giấy khai sinh .*: Thiếu /.test(i)), `what is missing on the paper: ${draft.items}`);
  assert.ok(!draft.items.some((i) => /tùy thân/.test(i)), 'what is only shown is not asked for');
  d = await done(d, '/slips', { kind: 'supplement' });
  assert.equal(d.state, 'supplement');
  assert.ok(d.stopped);
  const { slips } = (await client.get(`/dossiers/${d.code}/slips`)).json;
  assert.deepEqual(slips[0].items, draft.items);
  const pdf = await client.get(`/dossiers/${d.code}/slips/${slips[0].id}`);
  const text = pdfText(pdf.bytes);
  for (const part of ['PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ', '/PBS', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', d.code,
    'Hồ sơ của: BÙI VĂN THỬ', 'Số điện thoại: 0912000111', '1. Nộp Tờ khai đăng ký lại khai sinh', 'Lý do:', 'NGƯỜI HƯỚNG DẪN'])
    assert.ok(text.includes(part), `${part} in ${text}`);
  const docx = await client.get(`/dossiers/${d.code}/slips/${slips[0].id}?form=docx`);
  assert.equal(docx.bytes.subarray(0, 2).toString(), 'PK');

  d = await done(d, '/state', { state: 'received' });
  const again = await act(d, '/slips', { kind: 'supplement' });
  assert.equal(again.status, 409);
  assert.equal(again.json.error.code, 'exists');
  const forced = await done(d, '/slips', { kind: 'supplement', items: ['Nộp thêm một tờ'], override: 'lãnh đạo yêu cầu' });
  assert.equal(forced.state, 'supplement');
  const { changes } = (await client.get(`/dossiers/${d.code}/history`)).json;
  assert.ok(changes.some((c) => c.key.startsWith('slip:') && c.reason === 'lãnh đạo yêu cầu'));
  const undone = await done(forced, '/undo');
  assert.equal(undone.state, 'received');
  const after = (await client.get(`/dossiers/${d.code}/slips`)).json.slips;
  assert.deepEqual(after.map((s) => s.withdrawn), [true, false]);
});

test('a refusal ends the dossier, an apology moves its date once, each printed with its reason', async () => {
  let d = await open({ procedure: 'khai_tu', received: '2025-09-08T09:00' });
  assert.equal((await act(d, '/slips', { kind: 'apology' })).status, 422);
  d = await done(d, '/slips', { kind: 'apology', reason: 'phải xác minh' });
  assert.equal(d.due.slice(0, 10), '2025-09-11');
  assert.equal((await act(d, '/slips', { kind: 'apology', reason: 'lần nữa' })).status, 422);
  d = await done(d, '/slips', { kind: 'refusal', reason: 'không thuộc thẩm quyền' });
  assert.equal(d.state, 'refused');
  const { slips } = (await client.get(`/dossiers/${d.code}/slips`)).json;
  const text = await Promise.all(slips.map(async (s) => pdfText((await client.get(`/dossiers/${d.code}/slips/${s.id}`)).bytes)));
  assert.match(text[0], /PHIẾU TỪ CHỐI.*không thuộc thẩm quyền/);
  assert.match(text[1], /hẹn trả kết quả ngày 08\/09\/2025.*phải xác minh.*vào ngày 11\/09\/2025/);
});

test('a refusal is told in Vietnamese, and only a receipt begins a dossier by itself', async () => {
  const d = await open({ procedure: 'khai_tu' });
  const wrong = await act(d, '/state', { state: 'returned' });
  assert.match(wrong.json.error.message, /trạng thái/);
  assert.match(wrong.json.error.message_en, /received can't become returned/);
  const { json } = await client.get('/papers?type=giay_khai_sinh');
  assert.equal((await client.post('/dossiers', { from_paper: json.papers[0].id })).status, 422);
  assert.equal((await client.post('/dossiers', { from_paper: 99999 })).status, 404);
});
