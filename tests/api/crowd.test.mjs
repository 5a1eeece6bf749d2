// Ten people who read, one scanner that brings pages, five clerks who correct the same paper: nobody is told of a lock, and
// who was late is told both values.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { IMAGE, signedIn, startServer } from './support.mjs';

const READERS = 10, CLERKS = 5, EDITS = 8, PAGES = 25;

const server = await startServer();
after(() => server.stop());
const client = await signedIn(server);

test('ten readers, a writer and five clerks', async () => {
  const { papers } = (await client.get('/papers')).json;
  const { id } = papers.find((p) => p.type === 'giay_khai_sinh');
  const path = `/papers/${id}/fields/ho_ten`;
  const statuses = new Set();
  let going = true;
  let read = 0;
  let late = 0;

  const reader = async (i) => {
    const paths = ['/papers', `/papers/${id}`, '/search?q=nguyen', '/search/facets?q=nguyen', '/dossiers', '/status', '/sources'];
    while (going) {
      statuses.add((await client.get(paths[(i + read) % paths.length])).status);
      read += 1;
    }
  };
  const writer = async () => {
    const raw = readFileSync(IMAGE);
    for (let i = 0; i < PAGES; i++) {
      const { status } = await client.ask('POST', `/import?name=${i}.jpg`, { raw, headers: { 'Content-Type': 'application/octet-stream' } });
      assert.equal(status, 202);
    }
  };
  const clerk = async (number) => {
    let { version } = (await client.get(`/papers/${id}`)).json;
    for (let done = 0; done < EDITS;) {
      const value = `NGUYỄN VĂN ${number}-${done}`;
      const answer = await client.patch(path, { value, version });
      if (answer.status === 200) {
        version = answer.json.paper.version;
        done += 1;
        continue;
      }
      assert.equal(answer.status, 409, String(answer.bytes));
      assert.equal(answer.json.error.code, 'stale');
      assert.equal(answer.json.yours, value, 'what was typed is not lost');
      assert.match(answer.json.current.value, /^NGUYỄN VĂN \d+-\d+$/, 'what another clerk wrote is shown');
      assert.ok(answer.json.version > version);
      version = answer.json.version;
      late += 1;
    }
  };

  const readers = Array.from({ length: READERS }, (_, i) => reader(i));
  await Promise.all([writer(), ...Array.from({ length: CLERKS }, (_, i) => clerk(i))]);
  going = false;
  await Promise.all(readers);

  assert.deepEqual([...statuses], [200]);
  assert.ok(read >= READERS && late > 0, `${read} answers, ${late} stale edits`);
  const { values } = (await client.get(`${path}/history`)).json;
  assert.equal(values.filter((v) => v.author === 'clerk').length, CLERKS * EDITS, 'each correction stands once');
  assert.equal(new Set(values.map((v) => v.value)).size, values.length);
});
