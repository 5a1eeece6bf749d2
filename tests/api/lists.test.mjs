// Lists of old registers over the API: looked at, taken in, found by search, taken back.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { signedIn, startServer } from './support.mjs';

const server = await startServer();
after(() => server.stop());
const client = await signedIn(server);

const send = (raw, query = '') =>
  client.ask('POST', `/lists?name=so.csv${query}`, { raw, headers: { 'Content-Type': 'application/octet-stream' } });
const found = async (q) => (await client.get(`/search?q=${encodeURIComponent(q)}`)).json.hits.length;

// As an old program wrote it: TCVN3, a title above, a semicolon between.
const old = Buffer.from('Sæ ®¨ng ký khai sinh\n\nSè;QuyÓn sè;Hä vµ tªn;Ngµy sinh;Giíi tÝnh\n'
  + '12/1998;01/1998;NguyÔn V¨n §øc;24.06.1998;Nam\n13/1998;01/1998;Ph¹m ThÞ H\u00ADêng;31.02.1998;2\n'
  + ';01/1998;Vò ThÞ Mai;01.01.1998;2\n12/1998;01/1998;NguyÔn V¨n §øc;24.06.1998;Nam\n', 'latin1');

test('a list is looked at before it is taken in, found, and taken back', async () => {
  const look = await send(old);
  assert.equal(look.status, 200, String(look.bytes));
  const r = look.json;
  assert.deepEqual([r.definition, r.taken, r.list, r.bytes], ['khai_sinh', false, null, '8 bit']);
  assert.equal(r.columns[2].encoding, 'tcvn3');
  assert.deepEqual(r.columns.map((c) => c.field), ['so', 'quyen_so', 'ho_ten', 'ngay_sinh', 'gioi_tinh']);
  assert.deepEqual(r.counts, { rows: 4, added: 2, filled: 0, present: 1, conflicts: 0, failed: 1 });
  assert.deepEqual(r.problems.map((p) => [p.row, p.column, p.code, p.error]),
    [[5, 'Ngày sinh', 'bad_date', false], [6, 'Số', 'empty', true]]);
  assert.match(r.problems[0].message, /31\.02\.1998/);
  assert.equal(await found('nguyen van duc 12/1998'), 0);

  const taken = await send(old, '&take=1');
  assert.equal(taken.status, 201);
  assert.deepEqual(taken.json.counts, r.counts);
  assert.equal(await found('"Nguyễn Văn Đức" so:12/1998'), 1);
  const again = await send(old, '&take=1');
  assert.deepEqual(again.json.counts, { rows: 4, added: 0, filled: 0, present: 3, conflicts: 0, failed: 1 });

  const changed = Buffer.from('Số,Quyển số,Họ tên,Ngày sinh\n12/1998,01/1998,Nguyễn Văn Đức,25.06.1998\n');
  const conflict = await send(changed);
  assert.deepEqual(conflict.json.problems.map((p) => p.code), ['conflict']);

  const { json: lists } = await client.get('/lists');
  assert.equal(lists.lists.length, 2);
  const undone = await client.post(`/lists/${taken.json.list}/undo`, {});
  assert.deepEqual(undone.json, { id: taken.json.list, removed: 2, kept: 0 });
  assert.equal(await found('"Nguyễn Văn Đức" so:12/1998'), 0);
  assert.equal((await client.post(`/lists/${taken.json.list}/undo`, {})).status, 422);
});

test('a workbook is opened by the locked worker, with columns said by hand', async () => {
  const items = ['Đỗ Thị Hoà', 'Lương Thế Vỹ'].map((requester) => ({ requester, subject: 'Học bạ', signer: 'Vũ Văn Ký' }));
  assert.equal((await client.post('/registers/ban_sao/entries', { date: '2020-05-04', items })).status, 201);
  const book = await client.get('/registers/ban_sao/book?year=2020&form=xlsx');
  const columns = encodeURIComponent('Số chứng thực=so|Ngày, tháng, năm chứng thực=ngay_dang_ky|Họ tên của người yêu cầu chứng thực=ho_ten');
  const look = await send(book.bytes, `&list=khai_sinh&take=1&columns=${columns}`);
  assert.equal(look.status, 201, String(look.bytes));
  assert.deepEqual(look.json.problems, []);
  assert.equal(look.json.counts.added, 2);
  assert.equal(await found('luong the vy loai:giay_khai_sinh'), 1);
  assert.equal(await found('luong the vy loai:so_ban_sao'), 1); // the row of the register is found by itself
  assert.equal((await send(book.bytes, '&sheet=2')).status, 404);
});

test('rows are no papers of the day', async () => {
  const { json } = await send(Buffer.from('Số,Họ tên\n7/2001,Vũ Thị Mai\n'), '&take=1');
  assert.equal(json.counts.added, 1);
  assert.ok((await client.get('/papers')).json.papers.every((p) => p.title !== 'Vũ Thị Mai'));
  assert.equal(await found('vu thi mai'), 1);
});

test('what is no list is refused with its reason', async () => {
  const refused = async (raw, status, why, query) => {
    const answer = await send(raw, query);
    assert.equal(answer.status, status, String(answer.bytes));
    assert.match(answer.json.error.message_en, why);
  };
  await refused(Buffer.from('a,b\n1,2\n'), 422, /no row of the first 20/);
  await refused(Buffer.from('Số,Họ tên\n1,A\n'), 404, /no definition/, '&list=khong_co');
  await refused(Buffer.from('PK\x03\x04 this is no workbook', 'latin1'), 422, /no workbook/);
  await refused(Buffer.from('D0CF11E0A1B11AE1', 'hex'), 415, /save it as \.xlsx/);
  await refused(Buffer.from(`Số,Họ tên\n1,${'x'.repeat(40000)}\n`), 413, /row 2, column 2/);
});
