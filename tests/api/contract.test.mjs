// The routes in the code, the paths in config/openapi.yaml and the answers of the server must say the same.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { IMAGE, ROOT, signedIn, startServer } from './support.mjs';

const require = createRequire(join(ROOT, 'tests/browser/package.json'));
const { parse } = require('yaml');
const Ajv = require('ajv/dist/2020').default;

const api = parse(readFileSync(join(ROOT, 'config/openapi.yaml'), 'utf8'), { merge: true });
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema(api, 'api');

const asked = new Set();

const server = await startServer({ stack: true });
after(() => server.stop());
const client = await signedIn(server);
const admin = await signedIn(server, 'quan-tri');

const pointer = (...parts) => `api#/${parts.map((p) => encodeURIComponent(String(p).replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;

// Holds an answer to the schema of its operation and status.
function check(method, path, answer) {
  const operation = api.paths[path]?.[method.toLowerCase()];
  assert.ok(operation, `${method} ${path} is not in openapi.yaml`);
  asked.add(`${method} ${path}`);
  let said = operation.responses[answer.status];
  assert.ok(said, `${method} ${path}: status ${answer.status} is not described: ${answer.bytes}`);
  let at = ['paths', path, method.toLowerCase(), 'responses', answer.status];
  if (said.$ref) {
    at = said.$ref.slice(2).split('/');
    said = api.components.responses[at.at(-1)];
  }
  const type = (answer.headers.get('content-type') ?? '').split(';')[0];
  if (!said.content) return assert.equal(answer.bytes.length, 0);
  assert.ok(Object.keys(said.content).includes(type), `${method} ${path}: ${type}`);
  if (type !== 'application/json') return assert.ok(answer.bytes.length > 0);
  const validate = ajv.getSchema(pointer(...at, 'content', 'application/json', 'schema'));
  assert.ok(validate(answer.json), `${method} ${path} ${answer.status}: ${JSON.stringify(validate.errors)} ${answer.bytes}`);
  return undefined;
}

async function ask(method, path, params = {}, options = {}, who = client) {
  const { query, ...rest } = options;
  const filled = path.replace(/\{(\w+)\}/g, (all, name) => encodeURIComponent(params[name]));
  const answer = await who.ask(method, filled + (query ?? ''), rest);
  check(method, path, answer);
  return answer;
}

test('every route of the code is described, and nothing else', () => {
  const code = readFileSync(join(ROOT, 'daemon/api.c'), 'utf8');
  const table = code.slice(code.indexOf('ROUTES[] = {'), code.indexOf('};', code.indexOf('ROUTES[] = {')));
  const routes = [...table.matchAll(/\{"(\w+)", V1 "([^"]+)"/g)].map(([, method, path]) => `${method} ${path}`);
  routes.push(...[...table.matchAll(/READS\("([^"]+)"/g)].map(([, path]) => `GET ${path}`));
  routes.push(...[...table.matchAll(/WRITES\("(\w+)", "([^"]+)"/g)].map(([, method, path]) => `${method} ${path}`));
  assert.equal(routes.length, table.match(/api_\w+/g).length, 'the table is written in a way that this test cannot read');
  const described = Object.entries(api.paths).flatMap(([path, item]) =>
    Object.keys(item).filter((m) => m !== 'parameters').map((m) => `${m.toUpperCase()} ${path}`));
  assert.deepEqual(routes.sort(), described.sort());
});

test('answers have the described shape', async () => {
  await ask('GET', '/hello');
  await ask('GET', '/me');
  await ask('GET', '/types');
  const { json: list } = await ask('GET', '/papers');
  assert.ok(list.papers.length >= 4 && list.pages.length === 2);
  await ask('GET', '/papers', {}, { query: '?day=nonsense' });
  const id = list.papers.at(-1).id;
  const { json: paper } = await ask('GET', '/papers/{id}', { id });
  await ask('GET', '/papers/{id}', { id: 99999 });
  let { version } = paper;
  const changed = (answer) => {
    ({ version } = answer.json.paper ?? answer.json);
    return answer;
  };
  const field = { id, key: 'ngay_sinh' };
  changed(await ask('PATCH', '/papers/{id}/fields/{key}', field, { body: { value: '25/06/2018', version } }));
  await ask('PATCH', '/papers/{id}/fields/{key}', field, { body: { value: '26/06/2018', version: version - 1 } });
  const odd = changed(await ask('PATCH', '/papers/{id}/fields/{key}', field, { body: { value: '31/02/2018', version } }));
  assert.ok(odd.json.warning.message);
  await ask('GET', '/papers/{id}/fields/{key}/history', field);
  changed(await ask('POST', '/papers/{id}/fields/{key}/undo', field, { body: { version } }));
  await ask('POST', '/papers/{id}/fields/{key}/undo', { id, key: 'nowhere' }, { body: { version } });
  const finding = paper.findings.find((f) => f.state === 'open').id;
  changed(await ask('POST', '/papers/{id}/findings/{finding}/dismiss', { id, finding }, { body: { reason: 'Không áp dụng', version } }));
  changed(await ask('POST', '/papers/{id}/findings/{finding}/reopen', { id, finding }, { body: { version } }));
  changed(await ask('PATCH', '/papers/{id}', { id }, { body: { dossier: '000.14.34.H23-230716-0031', version } }));
  await ask('PATCH', '/papers/{id}', { id }, { body: { type: 'no_such_type', version } });
  changed(await ask('POST', '/papers/{id}/confirm', { id }, { body: { version } }));
  await ask('GET', '/papers', {}, { query: '?dossier=000.14.34.H23-230716-0031' });
  const page = paper.pages[0].id;
  await ask('GET', '/papers/{id}/pdf', { id });
  await ask('GET', '/dossiers/{code}/pdf', { code: '000.14.34.H23-230716-0031' });
  await ask('GET', '/dossiers/{code}/pdf', { code: 'none' });
  await ask('GET', '/pages/{id}/image', { id: page });
  await ask('GET', '/pages/{id}/image', { id: 99999 });
  await ask('GET', '/pages/{id}/original', { id: page });
  await ask('GET', '/pages/{id}/words', { id: page });
  await ask('POST', '/pages/{id}/retry', { id: list.pages.find((p) => p.state === 'failed').id });
  await ask('GET', '/search', {}, { query: '?q=nguyen&prefix=1' });
  await ask('GET', '/search', {}, { query: `?q=${'a'.repeat(1100)}` });
  await ask('GET', '/search/facets', {}, { query: '?q=nguyen&prefix=1' });
  await ask('GET', '/search/facets', {}, { query: `?q=${'a'.repeat(1100)}` });
  await ask('GET', '/search/suggest', {}, { query: '?q=dang%20thi%20h&limit=5' });
  await ask('GET', '/search/suggest', {}, { query: '?q=dang&limit=99' });
  await ask('POST', '/papers/{id}/restrict', { id }, { body: { version, restricted: true } });
  await ask('POST', '/dossiers/{code}/restrict', { code: '000.14.34.H23-230716-0031' }, { body: { restricted: true } });
  await ask('GET', '/sources/{id}', { id: paper.source });
});

test('stacks have the described shape', async () => {
  const { json: { sources: [{ id }] } } = await ask('GET', '/sources', {}, { query: '?warned=1' });
  await ask('GET', '/sources', {}, { query: '?day=nonsense' });
  const { json: source } = await ask('GET', '/sources/{id}', { id });
  await ask('GET', '/sources/{id}', { id: 99999 });
  let { version } = source;
  const change = async (what, body) => {
    ({ version } = (await ask('POST', `/sources/{id}/${what}`, { id }, { body: { version, ...body } })).json);
  };
  await change('split', { page: 4 });
  await change('move', { page: 4, to: 4 });
  await change('join', { page: 4 });
  await change('undo', {});
  await ask('GET', '/cover', {}, { query: '?dossier=H29-7&procedure=khai_sinh&sheets=3' });
  await ask('GET', '/cover', {}, { query: '?procedure=no_such_procedure' });
  await ask('GET', '/cover', {}, { query: '?sheets=x' });
  await ask('POST', '/sources/{id}/undo', { id }, { body: { version: 0 } });
  await ask('POST', '/sources/{id}/split', { id }, { body: { version, page: 1 } });
  await ask('POST', '/sources/{id}/move', { id }, { body: { version, page: 4 } });
  await ask('PATCH', '/sources/{id}', { id }, { body: { version, sheets: 7 } });
  await ask('PATCH', '/sources/{id}', { id }, { body: { version, sheets: 7 } });
  const warning = source.warnings.find((w) => w.code === 'grey_tail').id;
  await ask('POST', '/sources/{id}/warnings/{warning}/acknowledge', { id, warning });
  await ask('POST', '/sources/{id}/warnings/{warning}/reopen', { id, warning });
  await ask('POST', '/sources/{id}/warnings/{warning}/reopen', { id, warning: 99999 });
});

test('the certification registers have the described shape', async () => {
  const kind = 'chu_ky';
  const row = { requester: 'Đỗ Thị Hoà', identity: '030187002695', subject: 'Sơ yếu lý lịch', signer: 'Vũ Văn Ký' };
  const { json } = await ask('POST', '/registers/{kind}/entries', { kind }, { body: { date: '2024-05-04', items: [row, { number: 9 }] } });
  const [{ id }] = json.entries;
  await ask('POST', '/registers/{kind}/entries', { kind }, { body: { date: '2024-05-04', items: [{ number: 9 }] } });
  await ask('POST', '/registers/{kind}/entries', { kind }, { body: { date: 'mai', items: [row] } });
  await ask('POST', '/registers/{kind}/entries', { kind: 'none' }, { body: { items: [row] } });
  await ask('PATCH', '/register-entries/{id}', { id }, { body: { version: 1, set: { note: 'x' } } });
  await ask('PATCH', '/register-entries/{id}', { id }, { body: { version: 1, set: { note: 'y' } } });
  await ask('POST', '/register-entries/{id}/strike', { id }, { body: { version: 2, reason: 'ghi nhầm' } });
  await ask('POST', '/register-entries/{id}/restore', { id }, { body: { version: 3, reason: 'đúng rồi' } });
  await ask('GET', '/register-entries/{id}', { id });
  await ask('GET', '/register-entries/{id}', { id: 99999 });
  await ask('GET', '/registers/{kind}/entries', { kind }, { query: '?year=2024&standing=1' });
  await ask('GET', '/registers/{kind}/findings', { kind }, { query: '?year=2024' });
  for (const form of ['pdf', 'docx', 'xlsx', 'csv', 'exe'])
    await ask('GET', '/registers/{kind}/book', { kind }, { query: `?year=2024&month=5&form=${form}` });
  await ask('POST', '/registers/{kind}/years/{year}/close', { kind, year: 2024 }, { body: {} });
  await ask('POST', '/registers/{kind}/years/{year}/close', { kind, year: 2024 }, { body: {} });
  await ask('POST', '/registers/{kind}/entries', { kind }, { body: { date: '2024-05-04', items: [row] } });
  await ask('GET', '/registers');
  await ask('POST', '/registers/{kind}/years/{year}/reopen', { kind, year: 2024 }, { body: { reason: 'x' } });
  await ask('POST', '/registers/{kind}/years/{year}/reopen', { kind, year: 2024 }, { body: { reason: 'x' } }, admin);
  const { json: list } = await ask('GET', '/papers');
  for (const paper of list.papers) await ask('GET', '/papers/{id}/register', { id: paper.id });
});

test('papers that look alike have the described shape', async () => {
  const { json } = await ask('GET', '/papers');
  const [a, b] = json.papers;
  const list = await ask('GET', '/papers/{id}/lookalikes', { id: a.id });
  await ask('GET', '/papers/{id}/lookalikes', { id: 99999 });
  const pair = { id: a.id, other: b.id };
  const { version } = list.json;
  const decided = await ask('POST', '/papers/{id}/lookalikes/{other}', pair, { body: { version, decision: 'newer' } });
  assert.equal(decided.json.papers[0].decision, 'newer');
  await ask('POST', '/papers/{id}/lookalikes/{other}', pair, { body: { version, decision: 'newer' } });
  await ask('POST', '/papers/{id}/lookalikes/{other}', pair, { body: { version: decided.json.version, decision: 'perhaps' } });
  await ask('POST', '/papers/{id}/lookalikes/{other}/undo', pair, { body: { version: decided.json.version } });
  await ask('POST', '/papers/{id}/lookalikes/{other}', { id: a.id, other: 99999 }, { body: { version: 1, decision: 'newer' } });
});

test('dossiers and procedures have the described shape', async () => {
  await ask('GET', '/procedures');
  await ask('GET', '/procedures', {}, { query: '?day=2024-12-31' });
  await ask('GET', '/procedures', {}, { query: '?day=soon' });
  const { json: list } = await ask('GET', '/papers');
  const paper = list.papers.find((p) => p.type === 'giay_khai_sinh').id;
  const value = { code: 'H24.010.02-251014-0007', procedure: '1.001193', name: 'PHẠM THỊ THỬ', person_id: '030218001234', received: '2025-10-14T09:00' };
  const opened = await ask('POST', '/dossiers', {}, { body: value });
  assert.equal(opened.status, 201);
  await ask('POST', '/dossiers', {}, { body: value });
  await ask('POST', '/dossiers', {}, { body: { ...value, code: 'nonsense' } });
  await ask('POST', '/dossiers', {}, { body: { procedure: 'none' } });
  const { code } = opened.json.dossier;
  let { version } = opened.json.dossier;
  const change = async (method, path, body, params = {}) => {
    const answer = await ask(method, path, { code, ...params }, { body: { version, ...body } });
    assert.equal(answer.status, 200, `${path} ${JSON.stringify(answer.json)}`);
    ({ version } = answer.json.dossier);
    return answer.json.dossier;
  };
  await change('PATCH', '/dossiers/{code}', { set: { phone: '0900000000', channel: 'online', priority: 1, reused: true } });
  await ask('PATCH', '/dossiers/{code}', { code }, { body: { version: 1, set: { phone: '1' } } });
  await ask('PATCH', '/dossiers/{code}', { code }, { body: { version, set: { nothing: '1' } } });
  await change('POST', '/dossiers/{code}/papers', { paper, role: 'output' });
  await change('POST', '/dossiers/{code}/marks', { key: 'item:tuy_than', value: 'seen' });
  await change('POST', '/dossiers/{code}/state', { state: 'verifying', when: '2025-10-14T10:00', reason: 'xác minh' });
  await change('POST', '/dossiers/{code}/undo', {});
  await change('POST', '/dossiers/{code}/papers/{id}/remove', {}, { id: paper });
  await ask('POST', '/dossiers/{code}/extend', { code }, { body: { version, reason: 'xác minh' } });
  const drafted = await ask('GET', '/dossiers/{code}/slips', { code });
  assert.ok(drafted.json.draft.items.length > 0);
  await ask('POST', '/dossiers/{code}/slips', { code }, { body: { version, kind: 'refusal' } });
  await change('POST', '/dossiers/{code}/slips', { kind: 'supplement' });
  const slip = (await ask('GET', '/dossiers/{code}/slips', { code })).json.slips[0].id;
  await ask('GET', '/dossiers/{code}/slips/{slip}', { code, slip });
  await ask('GET', '/dossiers/{code}/slips/{slip}', { code, slip }, { query: '?form=docx' });
  await ask('GET', '/dossiers/{code}/slips/{slip}', { code, slip }, { query: '?form=exe' });
  await ask('GET', '/dossiers/{code}/slips/{slip}', { code, slip: 999 });
  await ask('GET', '/dossiers/{code}/history', { code });
  await ask('GET', '/dossiers/{code}', { code });
  await ask('GET', '/dossiers/{code}', { code: 'H24.010.02-251014-9999' });
  await ask('GET', '/dossiers', {}, { query: '?due=overdue' });
  await ask('GET', '/dossiers', {}, { query: '?state=gone' });
});

test('lists of old registers have the described shape', async () => {
  const send = (text, query = '') => ask('POST', '/lists', {}, { query, raw: Buffer.from(text), headers: { 'Content-Type': 'application/octet-stream' } });
  await send('Số,Họ tên,Ngày sinh\n1/2001,Vũ Thị Mai,31.2.2001\n');
  const { json } = await send('Số,Họ tên\n1/2001,Vũ Thị Mai\n', '?name=a.csv&take=1');
  await send('a,b\n');
  await send('Số,Họ tên\n1,A\n', '?list=none');
  await ask('GET', '/lists');
  await ask('POST', '/lists/{id}/undo', { id: json.list }, { body: {} });
  await ask('POST', '/lists/{id}/undo', { id: json.list }, { body: {} });
  await ask('POST', '/lists/{id}/undo', { id: 999 }, { body: {} });
});

test('devices, batch, figures and accounts have the described shape', async () => {
  await ask('GET', '/scanners');
  await ask('GET', '/scanners/connected');
  await ask('GET', '/scanners/{name}/options', { name: 'quay' });
  await ask('GET', '/scanners/{name}/options', { name: 'nobody' });
  await ask('POST', '/scanners/{name}/test', { name: 'quay' });
  await ask('POST', '/scanners/{name}/test', { name: 'kho' });
  await ask('POST', '/scanners/{name}/test', { name: 'quay' }, { query: '?resolution=9999' });
  await ask('POST', '/scanners', {}, { body: { name: 'moi' } });
  await ask('POST', '/scanners', {}, { body: { name: 'moi', label: 'Máy mới' } }, admin);
  await ask('POST', '/scanners', {}, { body: { name: 'quay' } }, admin);
  await ask('POST', '/scanners', {}, { body: {} }, admin);
  await ask('GET', '/scanners/{name}/partial', { name: 'kho' });
  await ask('GET', '/scanners/{name}/partial', { name: 'quay' });
  await ask('POST', '/scanners/{name}/{action}', { name: 'quay', action: 'scan' }, { query: '?sheets=3' });
  await ask('POST', '/scanners/{name}/{action}', { name: 'quay', action: 'scan' });
  await ask('POST', '/scanners/{name}/{action}', { name: 'quay', action: 'scan' });
  await ask('POST', '/scanners/{name}/{action}', { name: 'quay', action: 'explode' });
  await ask('POST', '/scanners/{name}/{action}', { name: 'quay', action: 'scan' }, { query: '?profile=glass&resolution=2' });
  await ask('POST', '/scanners/{name}/{action}', { name: 'quay', action: 'release' });
  await ask('POST', '/scanners/{name}/{action}', { name: 'quay', action: 'finish' });
  await ask('POST', '/scanners/{name}/{action}', { name: 'quay', action: 'release' }, { query: '?minutes=15' });
  await ask('GET', '/scanners');
  await ask('POST', '/scanners/{name}/{action}', { name: 'quay', action: 'release' }, { query: '?minutes=100000' });
  await ask('POST', '/scanners/{name}/{action}', { name: 'quay', action: 'enable' });
  await ask('POST', '/import', {}, { query: '?name=a.jpg', raw: readFileSync(IMAGE), headers: { 'Content-Type': 'application/octet-stream' } });
  await ask('POST', '/import', {}, { query: '?name=a.jpg', raw: 'no image', headers: { 'Content-Type': 'application/octet-stream' } });
  await ask('GET', '/status');
  await ask('POST', '/batch');
  await ask('GET', '/batch/summary');
  await ask('GET', '/report');
  await ask('GET', '/report', {}, { query: '?month=2025-13' });
  await ask('GET', '/report', {}, { query: '?from=2022-12-10&to=2023-09-10&codes=1' });
  for (const form of ['text', 'csv', 'xlsx', 'docx', 'pdf', 'exe'])
    await ask('GET', '/report/document', {}, { query: `?year=2025&codes=1&form=${form}` });
  await ask('GET', '/users');
  await ask('GET', '/users', {}, {}, admin);
  const user = { name: 'hoa', display: 'Hoa', role: 'clerk', password: 'mot mat khau dai' };
  await ask('POST', '/users', {}, { body: user }, admin);
  await ask('POST', '/users', {}, { body: user }, admin);
  await ask('PATCH', '/users/{name}', { name: 'hoa' }, { body: { disabled: true } }, admin);
  await ask('POST', '/session', {}, { body: { user: 'hoa', password: user.password } });
  await ask('POST', '/session', {}, { body: { user: 'lan', password: 'mat khau thu nghiem' } });
  const other = await signedIn(server);
  await ask('POST', '/me/password', {}, { body: { password: 'mat khau thu nghiem', new_password: 'short' } }, other);
  await ask('DELETE', '/session', {}, {}, other);
});

// After the others: it makes papers anew.
test('a page that is called a cover has the described shape', async () => {
  const { json: { sources: [{ id }] } } = await ask('GET', '/sources', {}, { query: '?warned=1' });
  let { json: { version } } = await ask('GET', '/sources/{id}', { id });
  ({ json: { version } } = await ask('POST', '/sources/{id}/cover', { id }, { body: { version, page: 5, dossier: 'H29-8' } }));
  ({ json: { version } } = await ask('POST', '/sources/{id}/uncover', { id }, { body: { version, page: 5 } }));
  await ask('POST', '/sources/{id}/cover', { id }, { body: { version, page: 1 } });
  await ask('POST', '/sources/{id}/uncover', { id }, { body: { version, page: 1 } });
});

test('every described operation was asked', () => {
  asked.add('GET /events'); // events.test.mjs
  const missed = Object.entries(api.paths).flatMap(([path, item]) =>
    Object.keys(item).filter((m) => m !== 'parameters' && !asked.has(`${m.toUpperCase()} ${path}`)).map((m) => `${m} ${path}`));
  assert.deepEqual(missed, []);
});
