// Starts the test server on an empty folder, and asks it. Shared by the API's and the pages' tests.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const ROOT = new URL('../..', import.meta.url).pathname;
export const PASSWORD = 'mat khau thu nghiem';
export const IMAGE = join(ROOT, 'tests/api/page.jpg');

export async function startServer({ empty = false, stack = false, tls = [] } = {}) {
  const program = process.env.SOHOA_TESTSERVER;
  if (!program) throw new Error('SOHOA_TESTSERVER must name the test server');
  const folder = mkdtempSync(join(tmpdir(), 'sohoa-api-'));
  const args = [...(empty ? ['--empty'] : []), ...(stack ? ['--stack'] : []), folder, join(ROOT, 'daemon/web'), join(ROOT, 'config/papers'), IMAGE, ...tls];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, TZ: 'Asia/Ho_Chi_Minh' } });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const said = {};
  const audit = [];
  await new Promise((resolve) => {
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      const [name, ...rest] = line.split(' ');
      if (name === 'audit') audit.push(rest.join(' '));
      else [said[name]] = rest;
      if (name === 'token') resolve();
    });
    lines.on('close', resolve);
  });
  if (!said.port) throw new Error(`the test server ended with ${await ended}`);
  return {
    base: `http${tls.length ? 's' : ''}://127.0.0.1:${said.port}`,
    token: said.token,
    // Gives the audit log's lines: "USER ACTION OBJECT ID DETAIL". Ends as the daemon does; a leak or a race that a sanitizer finds shows in the exit status.
    async stop() {
      child.stdin.end();
      const status = await ended;
      rmSync(folder, { recursive: true, force: true });
      if (status !== 0) throw new Error(`the test server ended with ${status}`);
      return audit;
    },
  };
}

// A browser's session: cookie and CSRF token, as the pages send them.
export class Client {
  constructor(server) {
    this.base = server.base;
    this.cookie = '';
    this.csrf = '';
  }

  async ask(method, path, { body, headers = {}, raw } = {}) {
    const all = { ...headers };
    if (this.cookie) all.Cookie = this.cookie;
    if (this.csrf) all['X-CSRF-Token'] ??= this.csrf;
    if (body !== undefined) all['Content-Type'] ??= 'application/json';
    const response = await fetch(`${this.base}/api/v1${path}`, {
      method, headers: all, body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
    });
    const type = response.headers.get('content-type') ?? '';
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes, json: type.startsWith('application/json') ? JSON.parse(bytes) : null };
  }

  get = (path, headers) => this.ask('GET', path, { headers });
  post = (path, body, headers) => this.ask('POST', path, { body, headers });
  patch = (path, body, headers) => this.ask('PATCH', path, { body, headers });

  async signIn(user = 'lan', password = PASSWORD) {
    const answer = await this.post('/session', { user, password });
    if (answer.status === 201) {
      this.cookie = answer.headers.get('set-cookie').split(';')[0];
      this.csrf = answer.json.csrf;
    }
    return answer;
  }
}

export async function signedIn(server, user) {
  const client = new Client(server);
  const answer = await client.signIn(user);
  if (answer.status !== 201) throw new Error(`signing in answered ${answer.status}`);
  return client;
}
