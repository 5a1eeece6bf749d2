// The certification registers over the API: numbers, corrections, closing, the printed book.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { signedIn, startServer } from './support.mjs';

const server = await startServer();
after(() => server.stop());
const client = await signedIn(server);
const admin = await signedIn(server, 'quan-tri');

const enter = async (kind, body, who = client) => {
  const answer = await who.post(`/registers/${kind}/entries`, body);
  assert.equal(answer.status, 201, String(answer.bytes));
  return answer.json.entries;
};

test('clerks who enter at once never share a number', async () => {
  const other = await signedIn(server);
  const visits = [];
  for (let i = 0; i < 30; i++) {
    const items = [{ requester: `Người ${i}`, subject: 'Giấy khai sinh', copies: 2 }, { requester: `Người ${i}`, subject: 'Học bạ', copies: 1 }];
    visits.push(enter('ban_sao', { date: '2023-05-04', items }, i % 2 ? client : other));
  }
  const entered = await Promise.all(visits);
  for (const [a, b] of entered) assert.equal(b.number, a.number + 1); // one visit, one run
  assert.deepEqual(entered.flat().map((e) => e.number).sort((a, b) => a - b), Array.from({ length: 60 }, (_, i) => i + 1));
});

test('the fee follows the tariff of the day, and an ID number is masked in lists', async () => {
  const [e] = await enter('chu_ky', { date: '2023-05-04', items: [{ requester: 'Đỗ Thị Hoà', identity: '030187002695', subject: 'Sơ yếu lý lịch', signer: 'Vũ Văn Ký' }] });
  assert.equal(e.fee, 10000);
  assert.equal(e.identity, '030187002695');
  assert.equal(e.book_name, '01/2023-SCT/CK,ĐC');
  const { json } = await client.get('/registers/chu_ky/entries?year=2023');
  assert.equal(json.entries[0].identity, '*********695');
  assert.equal((await client.get(`/register-entries/${e.id}`)).json.identity, '030187002695');
});

test('a correction keeps the former value, and a stale one is refused', async () => {
  const [e] = await enter('giao_dich', { date: '2024-02-01', items: [{ requester: 'A và B', identity: '1', subject: 'Chuyển nhượng', signer: 'K' }] });
  assert.equal((await client.patch(`/register-entries/${e.id}`, { version: 1, set: { subject: 'Tặng cho' } })).status, 422);
  const { json } = await client.patch(`/register-entries/${e.id}`, { version: 1, set: { subject: 'Tặng cho', copies: 3 }, reason: 'ghi nhầm' });
  assert.equal(json.version, 2);
  assert.deepEqual(json.history.map((h) => [h.column, h.before, h.after, h.user, h.reason]),
    [['copies', '1', '3', 'lan', 'ghi nhầm'], ['subject', 'Chuyển nhượng', 'Tặng cho', 'lan', 'ghi nhầm']]);
  const stale = await client.patch(`/register-entries/${e.id}`, { version: 1, set: { note: 'x' } });
  assert.equal(stale.status, 409);
  assert.equal(stale.json.error.code, 'stale');
  assert.deepEqual([stale.json.version, stale.json.entry.subject, stale.json.yours.set.note], [2, 'Tặng cho', 'x']);
  const struck = await client.post(`/register-entries/${e.id}/strike`, { version: 2, reason: 'khách đổi ý' });
  assert.equal(struck.json.struck.reason, 'khách đổi ý');
  const again = await client.post(`/register-entries/${e.id}/restore`, { version: 3, reason: 'khách quay lại' });
  assert.equal(again.json.struck, null);
});

test('a closed year is locked until an administrator opens it with a reason', async () => {
  await enter('ban_sao', { date: '2022-12-30', items: [{ requester: 'Đỗ Thị Hoà', subject: 'Học bạ', signer: 'K', copies: 4, pages: 3 }] });
  const { json } = await client.post('/registers/ban_sao/years/2022/close', {});
  assert.deepEqual(json.totals, { entries: 1, struck: 0, copies: 4, fee: 20000, first: 1, last: 1, books: 1 });
  const refused = await client.post('/registers/ban_sao/entries', { date: '2022-12-31', items: [{ requester: 'x' }] });
  assert.equal(refused.status, 403);
  assert.match(refused.json.error.message, /đã khóa/);
  assert.equal((await client.post('/registers/ban_sao/years/2022/reopen', { reason: 'x' })).status, 403);
  assert.equal((await admin.post('/registers/ban_sao/years/2022/reopen', { reason: '' })).status, 422);
  assert.equal((await admin.post('/registers/ban_sao/years/2022/reopen', { reason: 'sót một dòng' })).status, 200);
  await enter('ban_sao', { date: '2022-12-31', items: [{ requester: 'x', subject: 'y', signer: 'z' }] });
});

test('gaps and repeats are told, and a repeat is taken only when it is meant', async () => {
  await enter('ban_sao', { date: '2021-03-01', items: [{ number: 5, requester: 'A', subject: 'b', signer: 'c' }] });
  const again = { date: '2021-03-02', items: [{ number: 5, requester: 'B', subject: 'b', signer: '' }] };
  assert.equal((await client.post('/registers/ban_sao/entries', again)).status, 409);
  await enter('ban_sao', { ...again, repeat: true });
  const { json } = await client.get('/registers/ban_sao/findings?year=2021');
  assert.deepEqual(json.findings.map((f) => [f.code, f.number, f.until]), [['gap', 1, 4], ['empty', 5, 5], ['repeat', 5, 5]]);
  assert.equal(json.findings[0].message, 'Thiếu các số từ 1 đến 4 trong sổ');
});

test('the book comes as PDF, DOCX, XLSX and CSV', async () => {
  const csv = await client.get('/registers/ban_sao/book?year=2023&month=5&form=csv');
  const lines = String(csv.bytes).trim().split('\r\n');
  assert.equal(lines.length, 61);
  assert.match(lines[0], /Số chứng thực,"Ngày, tháng, năm chứng thực"/);
  assert.match(lines[1], /^1,04\/05\/2023,/);
  const none = await client.get('/registers/ban_sao/book?year=2023&month=6&form=csv');
  assert.equal(String(none.bytes).trim().split('\r\n').length, 1);
  for (const [form, head] of [['pdf', '%PDF-'], ['docx', 'PK'], ['xlsx', 'PK']]) {
    const book = await client.get(`/registers/ban_sao/book?year=2023&form=${form}`);
    assert.equal(book.status, 200);
    assert.ok(String(book.bytes.subarray(0, 5)).startsWith(head));
    assert.match(book.headers.get('content-disposition'), new RegExp(`so-ban_sao-2023-00\\.${form}`));
  }
  assert.equal((await client.get('/registers/ban_sao/book?form=exe')).status, 422);
  assert.equal((await client.get('/registers/khong_co/book')).status, 404);
});

test('a certification paper gives its row once a clerk has confirmed it', async () => {
  const { json: list } = await client.get('/papers');
  const paper = list.papers.find((p) => p.type === 'chung_thuc_ban_sao');
  const other = list.papers.find((p) => p.type === 'giay_khai_sinh');
  assert.equal((await client.get(`/papers/${other.id}/register`)).status, 422);
  const { json: draft } = await client.get(`/papers/${paper.id}/register`);
  assert.equal(draft.kind, 'ban_sao');
  assert.equal(draft.item.paper, paper.id);
  assert.ok(draft.item.number > 0 && draft.date, JSON.stringify(draft));
  if (!draft.confirmed) {
    assert.equal((await client.post('/registers/ban_sao/entries', { date: draft.date, items: [draft.item] })).status, 422);
    const { json } = await client.get(`/papers/${paper.id}`);
    assert.equal((await client.post(`/papers/${paper.id}/confirm`, { version: json.version })).status, 200);
  }
  const [e] = await enter('ban_sao', { date: draft.date, items: [{ ...draft.item, subject: 'Bằng tốt nghiệp' }] });
  assert.equal(e.number, draft.item.number);
  assert.equal(e.paper, paper.id);
});
