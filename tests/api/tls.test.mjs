// Over the office's network the pages are served by TLS only, and then the cookie is for TLS only.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { PASSWORD, startServer } from './support.mjs';

const skip = spawnSync('openssl', ['version']).status === 0 ? false : 'no openssl';

function ask(url, { method = 'GET', body, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, rejectUnauthorized: false, headers: body ? { 'Content-Type': 'application/json' } : {}, ...options }, (answer) => {
      const protocol = answer.socket.getProtocol();
      answer.resume().on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, protocol }));
    });
    sent.on('error', reject).end(body);
  });
}

test('TLS: modern versions only, and a cookie that never leaves it', { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sohoa-tls-'));
  const [certificate, key] = [join(folder, 'c.pem'), join(folder, 'k.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
    '-subj', '/CN=localhost', '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const server = await startServer({ tls: [certificate, key] });
  try {
    assert.equal((await ask(server.base)).protocol, 'TLSv1.3');
    assert.equal((await ask(server.base, { maxVersion: 'TLSv1.2' })).status, 200);
    await assert.rejects(ask(server.base, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }));
    const answer = await ask(`${server.base}/api/v1/session`, { method: 'POST', body: JSON.stringify({ user: 'lan', password: PASSWORD }) });
    assert.equal(answer.status, 201);
    assert.match(answer.headers['set-cookie'][0], /; Secure/);
    await assert.rejects(fetch(server.base.replace('https', 'http')));
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
