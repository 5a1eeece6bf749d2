// The report on dossiers over the API: periods, shares, the codes behind the figures and who is told them.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { signedIn, startServer } from './support.mjs';

const server = await startServer();
after(() => server.stop());
const client = await signedIn(server);
const admin = await signedIn(server, 'quan-tri');

const SPAN = '?from=2021-05-01&to=2021-06-30';

async function dossier(values, states = []) {
  const opened = await client.post('/dossiers', values);
  assert.equal(opened.status, 201, String(opened.bytes));
  let { dossier: d } = opened.json;
  for (const [state, when] of states) {
    const answer = await client.post(`/dossiers/${d.code}/state`, { state, when, version: d.version });
    assert.equal(answer.status, 200, String(answer.bytes));
    d = answer.json.dossier;
  }
  return d.code;
}

test('dossiers are counted by field and month, with what stands behind each figure', async () => {
  const late = await dossier({ procedure: 'khai_sinh', received: '2021-05-04T08:00' }, [['done', '2021-05-05T09:00']]);
  const online = await dossier({ procedure: 'khai_tu', received: '2021-06-01T08:00', channel: 'online' }, [['done', '2021-06-01T09:00']]);
  const copies = await dossier({ procedure: 'chung_thuc_ban_sao', received: '2021-06-02T08:00' }, [['done', '2021-06-02T09:00']]);
  const open = await dossier({ procedure: 'chung_thuc_ban_sao', received: '2021-05-31T08:00' });
  const before = await dossier({ procedure: 'ket_hon', received: '2021-04-30T08:00' }, [['done', '2021-05-04T09:00']]);
  await dossier({ procedure: 'ket_hon', received: '2021-04-01T08:00' }, [['done', '2021-04-01T09:00']]);

  const { json } = await client.get(`/report${SPAN}&codes=1`);
  const { total, shares, fields, months, codes, line } = json.dossiers;
  assert.deepEqual([total.received, total.carried, total.resolved, total.open, total.open_late], [4, 1, 4, 1, 1]);
  assert.deepEqual([total.on_time, total.late, total.input_counted, total.input_digitised, total.input_excluded], [2, 2, 3, 1, 1]);
  assert.equal(shares.on_time, 50);
  assert.equal(shares.input, 33.3);
  assert.deepEqual(codes.received.toSorted(), [late, online, copies, open].toSorted());
  assert.deepEqual(codes.late.toSorted(), [late, before].toSorted());
  assert.deepEqual(codes.input_excluded, [copies]);
  assert.deepEqual(fields.map((f) => [f.field, f.figures.received]), [['ho_tich', 2], ['chung_thuc', 2]]);
  assert.deepEqual(months.map((m) => [m.month, m.figures.received, m.figures.carried, m.figures.open]), [['05/2021', 2, 1, 1], ['06/2021', 2, 1, 1]]);
  assert.match(line, /đầu vào 1\/3 hồ sơ \(33,3%\).*Không tính 1 hồ sơ/);
  const text = String((await client.get(`/report/document${SPAN}&form=text`)).bytes);
  assert.ok(text.includes(line));
  assert.ok(!text.includes(late), 'codes only when they are asked for');
  assert.ok(String((await client.get(`/report/document${SPAN}&form=text&codes=1`)).bytes).includes(late));
  for (const query of ['?from=2021-05-01', '?from=2021-06-01&to=2021-05-01', '?year=20215', '?month=2021-13', '?from=2021-02-30&to=2021-05-01']) {
    assert.equal((await client.get(`/report${query}`)).status, 422, query);
  }
  assert.equal((await client.get('/report?from=2000-01-01&to=2021-05-01')).status, 413);
});

test('restricted dossiers are none of a clerk\'s figures, which say so', async () => {
  const secret = await dossier({ procedure: 'nuoi_con_nuoi', received: '2020-03-04T08:00' });
  assert.equal((await admin.post(`/dossiers/${secret}/restrict`, { restricted: true })).status, 200);
  const seen = async (who) => (await who.get('/report?month=2020-03&codes=1')).json.dossiers;
  assert.deepEqual([(await seen(client)).total.received, (await seen(admin)).total.received], [0, 1]);
  assert.deepEqual((await seen(client)).codes.received, []);
  assert.deepEqual((await seen(admin)).codes.received, [secret]);
  const text = async (who) => String((await who.get('/report/document?month=2020-03&form=text')).bytes);
  assert.match(await text(client), /không gồm hồ sơ hạn chế xem/);
  assert.doesNotMatch(await text(admin), /hạn chế/);
});
