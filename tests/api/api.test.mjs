// What the API must never do, and what clerks rely on.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { Client, IMAGE, signedIn, startServer } from './support.mjs';

const server = await startServer();
after(() => server.stop());
const client = await signedIn(server);

async function paperOf(type) {
  const { json } = await client.get(`/papers?type=${type}`);
  return (await client.get(`/papers/${json.papers.at(-1).id}`)).json;
}

// Bytes as they are, for what no client library would send.
function rawRequest(text) {
  const { port } = new URL(server.base);
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (data) => { answer += data; });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    setTimeout(() => socket.end(), 300);
  });
}

test('nothing is shown and nothing changed without a session', async () => {
  const stranger = new Client(server);
  for (const path of ['/me', '/papers', '/papers/1', '/pages/1/image', '/pages/1/original', '/search?q=an', '/events', '/status', '/users']) {
    const answer = await stranger.get(path);
    assert.equal(answer.status, 401, path);
    assert.equal(answer.json.error.code, 'not_signed_in');
  }
  assert.equal((await stranger.post('/batch')).status, 401);
  assert.equal((await stranger.get('/me', { Cookie: `sohoa_session=${'0'.repeat(64)}` })).status, 401);
  assert.equal((await stranger.get('/me', { Authorization: 'Bearer 0123456789abcdef0123456789abcdee' })).status, 401);
  assert.equal((await stranger.get('/me', { Authorization: `Bearer ${server.token}` })).json.user, 'local');
});

test('the cookie is out of reach of scripts and other sites', async () => {
  const answer = await new Client(server).signIn();
  const cookie = answer.headers.get('set-cookie');
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Strict/);
  assert.match(cookie, /Path=\//);
});

test('a change needs the CSRF token of this session', async () => {
  const other = await signedIn(server);
  assert.equal((await client.post('/batch', {}, { 'X-CSRF-Token': '' })).json.error.code, 'csrf');
  assert.equal((await client.post('/batch', {}, { 'X-CSRF-Token': other.csrf })).json.error.code, 'csrf');
  assert.equal((await client.post('/batch', {}, { 'Sec-Fetch-Site': 'cross-site' })).json.error.code, 'cross_site');
  assert.equal((await client.post('/batch')).status, 202);
});

test('signing out ends the session on the server', async () => {
  const other = await signedIn(server);
  assert.equal((await other.ask('DELETE', '/session')).status, 204);
  assert.equal((await other.get('/me')).status, 401);
});

test('wrong passwords are refused alike, and then made to wait', async () => {
  const other = new Client(server);
  const unknown = await other.signIn('nobody', 'x'.repeat(10));
  const wrong = await other.signIn('quan-tri', 'x'.repeat(10));
  assert.equal(unknown.status, 401);
  assert.deepEqual(unknown.json, wrong.json);
  const statuses = [];
  for (let i = 0; i < 6; i++) statuses.push((await other.signIn('quan-tri', 'x'.repeat(10))).status);
  assert.equal(statuses.at(-1), 429);
  assert.equal((await other.signIn('quan-tri')).status, 429, 'the right password must wait too');
});

test('a new password needs the old one, and ends every other session', async () => {
  const own = await startServer();
  try {
    const [here, there] = [new Client(own), new Client(own)];
    await here.signIn();
    await there.signIn();
    assert.equal((await here.post('/me/password', { password: 'wrong wrong', new_password: 'mot mat khau moi' })).status, 401);
    assert.equal((await there.get('/me')).status, 200);
    const changed = await here.post('/me/password', { password: 'mat khau thu nghiem', new_password: 'mot mat khau moi' });
    assert.equal(changed.status, 201);
    assert.equal((await there.get('/me')).status, 401);
    assert.equal((await here.get('/me')).status, 401, 'the old cookie has ended too');
    assert.equal((await there.signIn()).status, 401);
    assert.equal((await there.signIn('lan', 'mot mat khau moi')).status, 201);
  } finally {
    await own.stop();
  }
});

test('a stale edit changes nothing and brings both values', async () => {
  const paper = await paperOf('giay_khai_sinh');
  const path = `/papers/${paper.id}/fields/ho_ten`;
  assert.equal((await client.patch(path, { value: 'NGUYỄN VĂN ANH', version: paper.version })).status, 200);
  const late = await client.patch(path, { value: 'NGUYỄN VĂN ÁNH', version: paper.version });
  assert.equal(late.status, 409);
  assert.equal(late.json.error.code, 'stale');
  assert.equal(late.json.current.value, 'NGUYỄN VĂN ANH');
  assert.equal(late.json.current.user, 'lan');
  assert.equal(late.json.yours, 'NGUYỄN VĂN ÁNH');
  const mine = await client.patch(path, { value: 'NGUYỄN VĂN ÁNH', version: late.json.version });
  assert.equal(mine.json.paper.fields.find((f) => f.key === 'ho_ten').value, 'NGUYỄN VĂN ÁNH');
  const history = (await client.get(`${path}/history`)).json.values.map((v) => [v.value, v.author]);
  assert.deepEqual(history, [['NGUYỄN VĂN ÁNH', 'clerk'], ['NGUYỄN VĂN ANH', 'clerk'], ['NGUYỄN VĂN AN', 'machine']]);
});

test('filling a missing field solves its finding, undo opens it again', async () => {
  const paper = await paperOf('giay_khai_sinh');
  const path = `/papers/${paper.id}/fields/so_dinh_danh`;
  const state = (p) => p.findings.find((f) => f.field === 'so_dinh_danh').state;
  assert.equal(state(paper), 'open');
  const filled = (await client.patch(path, { value: ' 030218\u00a0001234 ', version: paper.version })).json.paper;
  assert.equal(state(filled), 'solved');
  assert.equal(filled.fields.find((f) => f.key === 'so_dinh_danh').value, '030218 001234');
  const undone = (await client.post(`${path}/undo`, { version: filled.version })).json.paper;
  assert.equal(state(undone), 'open');
  assert.equal(undone.fields.find((f) => f.key === 'so_dinh_danh').value, '');
});

test('dates are kept as typed and normalised', async () => {
  const paper = await paperOf('giay_khai_sinh');
  const path = `/papers/${paper.id}/fields/ngay_sinh`;
  const changed = (await client.patch(path, { value: '1-7-2018', version: paper.version })).json;
  const field = changed.paper.fields.find((f) => f.key === 'ngay_sinh');
  assert.deepEqual([field.value, field.normal, changed.warning], ['1-7-2018', '2018-07-01', undefined]);
});

test('decomposed letters are stored composed', async () => {
  const paper = await paperOf('giay_khai_sinh');
  const changed = await client.patch(`/papers/${paper.id}/fields/me_ho_ten`, { value: 'LÊ THỊ BÌNH'.normalize('NFD'), version: paper.version });
  assert.equal(changed.json.paper.fields.find((f) => f.key === 'me_ho_ten').value, 'LÊ THỊ BÌNH'.normalize('NFC'));
});

test('ID numbers are masked in lists and hits, whole on the paper itself', async () => {
  const { bytes } = await client.get('/papers');
  assert.doesNotMatch(bytes.toString(), /\d{9,}/);
  assert.match(bytes.toString(), /\*{9}520/);
  const hits = await client.get('/search?q=1234');
  assert.equal(hits.json.hits[0].title, 'ĐẶNG THỊ HOA');
  assert.doesNotMatch(JSON.stringify(hits.json.hits.map((h) => h.snippet)), /\d{9,}/);
  const paper = await paperOf('trich_luc_khai_tu');
  assert.equal(paper.fields.find((f) => f.key === 'so_dinh_danh').value, '030132001234');
});

test('approving a certified copy gives up its image and keeps its data', async () => {
  const paper = await paperOf('chung_thuc_ban_sao');
  const image = `/pages/${paper.pages[0].id}/image`;
  assert.equal((await client.get(image)).status, 200);
  assert.equal((await client.post(`/papers/${paper.id}/confirm`, { version: paper.version })).status, 200);
  const after = (await client.get(`/papers/${paper.id}`)).json;
  assert.deepEqual([after.confirmed, after.keep, after.pages[0].image], [true, 'record', false]);
  assert.equal(after.fields.find((f) => f.key === 'so_chung_thuc').value, '2451');
  assert.equal((await client.get(image)).status, 410);
  assert.equal((await client.get(`/pages/${paper.pages[0].id}/original`)).status, 410);
  const kept = await paperOf('trich_luc_khai_tu');
  await client.post(`/papers/${kept.id}/confirm`, { version: kept.version });
  assert.equal((await client.get(`/pages/${kept.pages[0].id}/original`)).status, 200);
});

test('search finds without diacritics, marks the match and where it stands', async () => {
  const { json } = await client.get('/search?q=dang%20thi%20h&prefix=1');
  assert.equal(json.hits[0].title, 'ĐẶNG THỊ HOA');
  assert.equal(json.hits[0].snippet.filter((p) => p.hit).map((p) => p.text).join(' '), 'ĐẶNG THỊ HOA');
  assert.equal(json.hits[0].box.length, 4);
  assert.equal((await client.get('/search?q=')).json.total, 0);
  for (const q of ['"', '-', '*', 'loai:', '" OR 1', "a' --", '((', 'NEAR(a b)', '\u{10ffff}'])
    assert.equal((await client.get(`/search?q=${encodeURIComponent(q)}`)).status, 200, q);
});

test('while one types, names are suggested; beside the hits stand their counts', async () => {
  const suggested = (await client.get('/search/suggest?q=dang%20th')).json.suggestions;
  assert.deepEqual(suggested.map((s) => [s.kind, s.text])[0], ['name', 'ĐẶNG THỊ HOA']);
  const query = 'dang%20thi%20hoa';
  const { total } = (await client.get(`/search?q=${query}`)).json;
  const facets = (await client.get(`/search/facets?q=${query}`)).json;
  assert.equal(facets.total, total);
  for (const list of [facets.type, facets.year, facets.sector])
    assert.equal(list.reduce((sum, n) => sum + n.count, 0), total);
  assert.equal(facets.sector[0].label.vi, 'Hộ tịch');
});

test('a restricted paper is nowhere for a clerk and everywhere for an administrator', async () => {
  const paper = await paperOf('trich_luc_khai_tu');
  const page = paper.pages[0].id;
  const local = new Client(server);
  const headers = { Authorization: `Bearer ${server.token}` }; // the command line of the server itself: an administrator
  const admin = { get: (path) => local.get(path, headers), post: (path, body) => local.ask('POST', path, { body, headers }) };
  const seen = async (who) => {
    const answers = await Promise.all(['/search?q=030132001234', '/search/facets?q=030132001234', '/papers'].map((p) => who.get(p)));
    const statuses = await Promise.all([`/papers/${paper.id}`, `/pages/${page}/image`, `/pages/${page}/words`, `/papers/${paper.id}/pdf`]
      .map(async (p) => (await who.get(p)).status));
    return [answers[0].json.total, answers[1].json.total, answers[2].json.papers.some((p) => p.id === paper.id), ...statuses.map((s) => s !== 404)];
  };
  const all = await seen(client);
  assert.deepEqual(all, [1, 1, true, true, true, true, true]);
  assert.equal((await client.post(`/papers/${paper.id}/restrict`, { version: paper.version, restricted: true })).status, 403);
  const { version } = (await admin.post(`/papers/${paper.id}/restrict`, { version: paper.version, restricted: true })).json.paper;
  assert.deepEqual(await seen(client), [0, 0, false, false, false, false, false]);
  assert.equal((await client.patch(`/papers/${paper.id}/fields/ho_ten`, { value: 'X', version })).status, 404);
  assert.deepEqual(await seen(admin), all);
  assert.equal((await admin.post(`/papers/${paper.id}/restrict`, { version, restricted: false })).status, 200);
  assert.deepEqual(await seen(client), all);
});

test('images answer ranges and entity tags', async () => {
  const { pages: [page] } = await paperOf('giay_khai_sinh');
  const whole = await client.get(`/pages/${page.id}/image`);
  assert.equal(whole.headers.get('content-type'), 'image/jpeg');
  assert.equal(whole.headers.get('cache-control'), 'no-store');
  const etag = whole.headers.get('etag');
  assert.equal((await client.get(`/pages/${page.id}/image`, { 'If-None-Match': etag })).status, 304);
  const part = await client.get(`/pages/${page.id}/image`, { Range: 'bytes=10-19' });
  assert.equal(part.status, 206);
  assert.deepEqual(part.bytes, whole.bytes.subarray(10, 20));
  assert.equal(part.headers.get('content-range'), `bytes 10-19/${whole.bytes.length}`);
  assert.equal((await client.get(`/pages/${page.id}/image`, { Range: 'bytes=99999999-' })).status, 416);
  const original = await client.get(`/pages/${page.id}/original`);
  assert.match(original.headers.get('content-disposition'), /^attachment/);
});

test('views, searches, exports, changes and sign-ins are logged with who did them', async () => {
  const other = await startServer();
  const lan = new Client(other);
  await lan.signIn('lan', 'wrong password');
  await lan.signIn();
  const { json: paper } = await lan.get('/papers/1');
  await lan.get('/papers/1?refresh=1');
  await lan.get(`/pages/${paper.pages[0].id}/image`);
  await lan.get(`/pages/${paper.pages[0].id}/original`);
  await lan.get('/papers/1/pdf');
  await lan.get('/search?q=%C4%91%E1%BA%B7ng%20030132001234');
  await lan.patch('/papers/1/fields/ho_ten', { value: 'BÍ MẬT', version: paper.version });
  const rows = (await other.stop()).filter((row) => !row.startsWith(' '));
  const has = (text) => assert.equal(rows.filter((row) => row.startsWith(text)).length, 1, `${text}\n${rows.join('\n')}`);
  has('lan login.failed');
  has('lan login ');
  has('lan view paper 1');
  has(`lan view page ${paper.pages[0].id} image`);
  has(`lan export page ${paper.pages[0].id} original`);
  has('lan export paper 1 pdf');
  has('lan search  0 đặng *********234');
  has('lan field.set paper 1');
  assert.ok(!rows.some((row) => row.includes('BÍ MẬT') || row.includes('password')));
});

test('bodies: only JSON objects, without duplicates, within the limit', async () => {
  const send = (raw, type = 'application/json') => client.ask('POST', '/papers/1/confirm', { raw, headers: { 'Content-Type': type } });
  assert.equal((await send('{"version":1', undefined)).status, 422);
  assert.equal((await send('[1]')).status, 422);
  assert.equal((await send('{"version":1,"version":2}')).status, 422);
  assert.equal((await send('{"version":"1"}')).status, 422);
  assert.equal((await send('{"version":-1}')).status, 422);
  assert.equal((await send('{"version":99999999999999999999}')).status, 422);
  assert.equal((await send(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).status, 422);
  assert.equal((await send('version=1', 'application/x-www-form-urlencoded')).status, 415);
  assert.equal((await send(`{"version":1,"x":"${'a'.repeat(70000)}"}`)).status, 413);
  assert.equal((await send(`${'['.repeat(5000)}`)).status, 422);
});

test('uploads are measured, typed and admitted before they are read', async () => {
  const type = { 'Content-Type': 'application/octet-stream' };
  const send = (raw, headers = type, name = 'a.jpg') => client.ask('POST', `/import?name=${encodeURIComponent(name)}`, { raw, headers });
  assert.equal((await send(readFileSync(IMAGE))).status, 202);
  assert.equal((await send('', type)).status, 422);
  assert.equal((await send('x', { 'Content-Type': 'multipart/form-data; boundary=x' })).status, 415);
  assert.equal((await send(readFileSync(IMAGE), type, '../../etc/passwd')).status, 202, 'a name is only shown');
  assert.equal((await send(readFileSync(IMAGE), type, 'x'.repeat(600))).status, 422);
  const huge = await rawRequest(`POST /api/v1/import?name=a HTTP/1.1\r\nHost: x\r\nCookie: ${client.cookie}\r\nX-CSRF-Token: ${client.csrf}\r\n` +
    'Content-Type: application/octet-stream\r\nContent-Length: 999999999999\r\n\r\n');
  assert.match(huge, /^HTTP\/1\.1 413/);
  const strange = await rawRequest('POST /api/v1/import?name=a HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: 99999999\r\n\r\n');
  assert.match(strange, /^HTTP\/1\.1 401/);
});

test('no target reaches outside the pages', async () => {
  for (const target of ['/../../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/js/..%2f..%2fapi.c', '/.gitignore', '/js', '/js/', '//etc/passwd', '/js/%00app.js', '/app.c']) {
    const answer = await rawRequest(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 40[04]/, target);
    assert.doesNotMatch(answer, /root:/);
  }
});

test('pages come with strict headers, types and entity tags', async () => {
  const page = await fetch(`${server.base}/`);
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-type'), /^text\/html/);
  assert.match(page.headers.get('content-security-policy'), /default-src 'self'.*frame-ancestors 'none'/);
  assert.doesNotMatch(page.headers.get('content-security-policy'), /unsafe/);
  assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
  const script = await fetch(`${server.base}/js/app.js`);
  assert.match(script.headers.get('content-type'), /^text\/javascript/);
  const again = await fetch(`${server.base}/js/app.js`, { headers: { 'If-None-Match': script.headers.get('etag') } });
  assert.equal(again.status, 304);
  assert.equal((await fetch(`${server.base}/`, { method: 'POST' })).status, 404);
  assert.equal((await fetch(`${server.base}/`, { method: 'HEAD' })).status, 200);
});

test('broken requests get an answer, and the server lives', async () => {
  for (const text of ['GET\r\n\r\n', 'GET / HTTP/1.1\r\n\r\n', `GET /${'a'.repeat(9000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 'GET /api/v1/me?%zz HTTP/1.1\r\nHost: x\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(100000)}\r\n\r\n`, 'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'BREW / HTTP/1.1\r\nHost: x\r\n\r\n', 'ABCDEFGHIJKLMNOP /api/v1/me HTTP/1.1\r\nHost: x\r\n\r\n', '\0\0\0\0\r\n\r\n'])
    assert.doesNotMatch(await rawRequest(text), /^HTTP\/1\.1 (2|5)/, text.slice(0, 40));
  const chunked = await rawRequest(`POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${`1000\r\n${'a'.repeat(4096)}\r\n`.repeat(4)}0\r\n\r\n`);
  assert.match(chunked, /^HTTP\/1\.1 413/);
  assert.equal((await client.get('/me')).status, 200);
});

test('without accounts the sign-in page can say so', async () => {
  const empty = await startServer({ empty: true });
  try {
    const other = new Client(empty);
    assert.equal((await other.get('/hello')).json.has_users, false);
    assert.equal((await other.signIn()).status, 401);
  } finally {
    await empty.stop();
  }
});
