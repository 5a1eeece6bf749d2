// Loads a year made by make_year into a running daemon through its REST interface, as a clerk's program would.
// usage: load_year.mjs DATA-FOLDER YEAR-FILE PAGE-IMAGE
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, file, image] = process.argv.slice(2);
const base = `${readFileSync(join(folder, 'address'), 'utf8').trim()}/api/v1`;
const token = readFileSync(join(folder, 'token'), 'utf8').trim();
const page = readFileSync(image);

async function ask(method, path, body, raw) {
  const headers = { Authorization: `Bearer ${token}` };
  if (body !== undefined || raw) headers['Content-Type'] = raw ? 'application/octet-stream' : 'application/json';
  const answer = await fetch(base + path, { method, headers, body: raw ?? (body === undefined ? undefined : JSON.stringify(body)) });
  const json = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(json)}`);
  return json;
}

const known = new Set(); // papers that were scanned
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// A paper as it is scanned: taken in, read, its type set right by the clerk, put into the dossier.
async function scan(code, paper, number) {
  // No two pages may be the same file: a comment behind the JPEG's beginning tells them apart.
  const note = Buffer.from(`page ${number}`);
  const raw = Buffer.concat([page.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, note.length + 2]), note, page.subarray(2)]);
  await ask('POST', `/import?name=trang-${number}.jpg&dossier=${code}`, undefined, raw);
  let papers = [];
  for (let i = 0; papers.length === 0; i++) {
    if (i > 600) throw new Error(`page ${number} became no paper`);
    await pause(100);
    papers = (await ask('GET', `/papers?dossier=${code}`)).papers.filter((p) => !known.has(p.id));
  }
  if (papers.length !== 1) throw new Error(`page ${number} became ${papers.length} papers`);
  const [{ id }] = papers;
  known.add(id);
  const { version } = await ask('GET', `/papers/${id}`);
  await ask('PATCH', `/papers/${id}`, { type: paper.type, version });
  const { dossier } = await ask('GET', `/dossiers/${code}`);
  await ask('POST', `/dossiers/${code}/papers`, { paper: id, role: paper.role, version: dossier.version });
}

let pages = 0;

async function load(d) {
  const { procedure, channel, name, birth, person_id, received } = d;
  let { dossier } = await ask('POST', '/dossiers', { procedure, channel, name, birth, person_id, received });
  const { code } = dossier;
  for (const paper of d.papers) await scan(code, paper, pages++);
  ({ dossier } = await ask('GET', `/dossiers/${code}`));
  ({ dossier } = await ask('POST', `/dossiers/${code}/state`, { state: 'done', when: d.finished, version: dossier.version }));
  await ask('POST', `/dossiers/${code}/state`, { state: 'returned', when: d.finished, version: dossier.version });
  if (!d.register) return;
  const { kind, ...row } = d.register;
  const item = { ...row, requester: name, identity: person_id, signer: 'VŨ VĂN KÝ, Phó Chủ tịch', dossier: code };
  await ask('POST', `/registers/${kind}/entries`, { date: received.slice(0, 10), items: [item] });
}

const lines = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const dossiers = lines.filter((line) => !line.expect);
for (const [i, d] of dossiers.entries()) {
  await load(d);
  if ((i + 1) % 100 === 0) console.error(`load_year: ${i + 1} of ${dossiers.length} dossiers`);
}
console.log(`loaded ${dossiers.length} dossiers, ${pages} pages`);
