// Live events: in order, replayed for those who come back, and never in the way of the server's end.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Client, signedIn, startServer } from './support.mjs';

const server = await startServer();
after(() => server.stop());
const client = await signedIn(server);

// Reads events until count have come; gives [{id, event, data}].
async function listen(lastId) {
  const stop = new AbortController();
  const headers = { Cookie: client.cookie, ...(lastId ? { 'Last-Event-ID': lastId } : {}) };
  const response = await fetch(`${server.base}/api/v1/events`, { headers, signal: stop.signal });
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type'), /^text\/event-stream/);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let silence = 0;
  async function next() {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const lines = text.slice(0, end).split('\n');
        text = text.slice(end + 2);
        const event = Object.fromEntries(lines.filter((l) => l.includes(': ')).map((l) => [l.slice(0, l.indexOf(': ')), l.slice(l.indexOf(': ') + 2)]));
        if (event.event) return { ...event, data: JSON.parse(event.data) };
        silence++;
        continue;
      }
      const { value, done } = await reader.read();
      if (done) return null;
      text += value;
    }
  }
  return { next, close: () => stop.abort(), silences: () => silence };
}

test('a scan is told step by step to everyone', async () => {
  const streams = await Promise.all([listen(), listen(), listen()]);
  await client.post('/scanners/quay/scan');
  for (const stream of streams) {
    const kinds = [await stream.next(), await stream.next(), await stream.next()];
    assert.deepEqual(kinds.map((e) => e.event), ['page', 'paper', 'scanner']);
    assert.equal(kinds[1].data.change, 'added');
    assert.equal(kinds[2].data.state, 'open_wait');
    stream.close();
  }
  await client.post('/scanners/quay/finish');
});

test('who comes back gets what was missed, once', async () => {
  const first = await listen();
  await client.post('/batch');
  const seen = await first.next();
  first.close();
  await client.post('/batch');
  const back = await listen(seen.id);
  const missed = [await back.next(), await back.next(), await back.next()];
  assert.deepEqual(missed.map((e) => e.data.state), ['done', 'going', 'done']);
  const ids = [seen, ...missed].map((e) => BigInt(e.id));
  for (let i = 1; i < ids.length; i++) assert.equal(ids[i], ids[i - 1] + 1n);
  back.close();
});

test('who was away for too long, or knew another daemon, starts anew', async () => {
  for (const id of ['1', '99999999999999999']) {
    const stream = await listen(id);
    assert.equal((await stream.next()).event, 'reset');
    stream.close();
  }
  const first = await listen();
  await client.post('/batch');
  const { id } = await first.next();
  first.close();
  for (let i = 0; i < 260; i++) await client.post('/batch');
  const back = await listen(id);
  assert.equal((await back.next()).event, 'reset');
  back.close();
});

test('events hold no values of fields', async () => {
  const stream = await listen();
  const { json } = await client.get('/papers?type=giay_khai_sinh');
  const { id, version } = json.papers[0];
  await client.patch(`/papers/${id}/fields/ho_ten`, { value: 'TRẦN BÍ MẬT', version });
  const event = await stream.next();
  assert.deepEqual(event.data, { paper: id, change: 'changed' });
  stream.close();
});

test('a silent stream shows that it lives', async () => {
  const stream = await listen();
  setTimeout(() => client.post('/batch'), 2500);
  await stream.next();
  assert.ok(stream.silences() >= 1);
  stream.close();
});

test('the server ends at once while streams are open', async () => {
  const other = await startServer();
  const watcher = new Client(other);
  await watcher.signIn();
  const responses = await Promise.all(Array.from({ length: 20 }, () => fetch(`${other.base}/api/v1/events`, { headers: { Cookie: watcher.cookie } })));
  const ends = responses.map((r) => r.arrayBuffer().catch(() => null));
  await other.stop();
  await Promise.all(ends);
});
