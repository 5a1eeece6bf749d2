#!/usr/bin/env node
// Fills forms with made-up data, prints them as a browser prints, and scans them as specimens are scanned (see README.md).

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cards } from './cards.mjs';
import { stream } from './chance.mjs';
import { dress } from './dress.mjs';
import { inker } from './marks.mjs';
import { madeUp } from './made_up.mjs';
import { official } from './official.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const HELP = `usage: draw.mjs --out DIR [options]
Fills the forms beside this script with made-up data and scans them: DIR/NNNN-FORM.jpg and its truth NNNN-FORM.json.

  --out DIR             the folder (made where there is none)
  --count N             papers (one of each form)
  --seed S              the same seed gives the same papers (1)
  --forms NAME,...      only these (all, in turn); * stands for any letters
  --level 0..3|mix      0 clean, 1 ordinary scan, 2 poor photocopy, 3 bad photocopy (mix)
  --damage NAME,...     instead of a level's, these effects (build/tests/degrade --list; clean: a PNG as printed)
  --turn 0|90|180|270   how the sheets lie (one in eight upside down)
  --blank KEY,...       leave these fields blank; chu_ky: no signature, con_dau: no seal
  --unsigned SHARE      leave out a signature that is needed on so many papers (0..1), and a seal likewise
  --copy colour|gray    what is scanned: the paper, or a copy of it without colour (the level's)
  --complete            leave nothing else blank (a third of the papers lacks something)
  --keep                keep NNNN-FORM.html and .pdf as well
  --list                names the forms with their types
  --specimen PROGRAM    what scans (build/tests/specimen)
  --degrade PROGRAM     what damages (build/tests/degrade)
Exit status: 0 all written, 1 something failed, 2 wrong usage.`;

const PAPER = { A4: { width: 794, height: 1122 }, 'A4 landscape': { width: 1122, height: 794 }, 'A5 landscape': { width: 794, height: 558 } }; // CSS pixels
const LEVELS = [0, 1, 1, 1, 1, 2, 3];
const FONTS = { times: ['Tinos', 'TeX Gyre Termes'], sans: ['Arimo', 'TeX Gyre Heros'], typewriter: ['Cousine', 'TeX Gyre Cursor'], other: ['DejaVu Serif', 'Noto Serif', 'TeX Gyre Pagella'] };
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

function fail(text, status = 2) {
  console.error(`draw: ${text}`);
  process.exit(status);
}

// A form is a page of HTML whose first element is its description as JSON.
function readForms() {
  const names = readdirSync(HERE).filter((name) => name.endsWith('.html')).map((name) => basename(name, '.html')).sort();
  return names.map((name) => {
    const text = readFileSync(join(HERE, `${name}.html`), 'utf8');
    const head = /^<script type="application\/json">(.*?)<\/script>/s.exec(text);
    if (!head) fail(`${name}.html does not begin with its description`, 1);
    return { name, ...JSON.parse(head[1]), body: text.slice(head[0].length) };
  });
}

// Expressions see what madeUp gives by its names.
function filled(form, scope) {
  return form.body.replace(/\{\{(.*?)\}\}/gs, (_, code) => {
    try {
      const value = new Function('scope', `with (scope) return (${code});`)(scope);
      if (value === undefined) throw new Error('gives nothing');
      return value === false || value === null ? '' : String(value);
    } catch (error) {
      return fail(`${form.name}.html: {{${code}}}: ${error.message}`, 1);
    }
  });
}

// How this copy of the form is set: the form says what is usual for it, chance decides among that.
function look(form, r) {
  const family = r.pick(form.fonts ?? ['times', 'times', 'times', 'sans', 'other']);
  const classes = ['leaders', 'values', 'labels'].map((what) => `${what}-${r.pick(form[what] ?? { leaders: ['none', 'dots', 'after'], values: ['plain', 'plain', 'bold', 'italic'], labels: ['plain', 'plain', 'bold'] }[what])}`);
  return { font: r.pick(FONTS[family]), size: r.pick(form.sizes ?? [12, 13, 13, 13, 14]) - (family === 'other' || family === 'typewriter' ? 1.5 : 0) , leading: r.pick(form.leadings ?? [1.2, 1.3, 1.5]), classes };
}

function document_(form, scope, style) {
  const page = form.page ?? 'A4';
  const css = readFileSync(join(HERE, 'forms.css'), 'utf8').replace('HAND', readFileSync(join(HERE, '../papers/fonts/PatrickHand-Regular.ttf'), 'base64'));
  return `<!doctype html><html lang="vi"><meta charset="utf-8"><style>@page { size: ${page}; margin: 0; }
body { padding: ${form.margin ?? '18mm 16mm 15mm 24mm'}; }
html { font: ${style.size}pt/${style.leading} '${style.font}'; }\n${css}</style><body class="${style.classes.join(' ')} ${form.name}">${filled(form, scope)}</body></html>`;
}

// A copier without colour sees luminance.
function takeColour(path) {
  const bytes = readFileSync(path);
  const head = /^P6\s+\d+\s+\d+\s+255\s/.exec(bytes.subarray(0, 64).toString('latin1'))[0].length;
  for (let i = head; i + 2 < bytes.length; i += 3) bytes[i] = bytes[i + 1] = bytes[i + 2] = (bytes[i] * 77 + bytes[i + 1] * 150 + bytes[i + 2] * 29) >> 8;
  writeFileSync(path, bytes);
}

async function drawOne(browserPage, form, number, options) {
  const r = (purpose) => stream(options.seed, number, purpose);
  const scope = madeUp(r('words'), form);
  Object.assign(scope, official(r('office'), scope));
  Object.assign(scope, cards(r('cards'), scope));
  const way = r('way');
  const style = look(form, r('look'));
  const level = options.level === 'mix' ? way.pick(LEVELS) : Number(options.level);
  const copied = r('copier').chance(form.photocopies ?? 0);
  const turn = options.turn ?? (way.chance(0.125) ? 180 : 0);
  const html = document_(form, scope, style);
  const ink = r('ink');
  await browserPage.setViewportSize(PAPER[form.page ?? 'A4']);
  await browserPage.setContent(html);
  const loss = !options.complete && way.chance(0.33) ? 0.08 : 0;
  const unsigned = options.unsigned === undefined ? loss : Number(options.unsigned);
  await browserPage.evaluate(`window.inker = ${inker}`);
  const seen = await browserPage.evaluate(dress, { blank: options.blank, loss, unsigned, type: form.type, ink: Array.from({ length: 997 }, ink.real) });
  const stem = join(options.out, `${String(number).padStart(4, '0')}-${form.name}`);
  const pdf = join(options.work, 'page.pdf');
  writeFileSync(pdf, await browserPage.pdf({ preferCSSPageSize: true, printBackground: true }));
  if (options.keep) {
    writeFileSync(`${stem}.html`, await browserPage.content());
    writeFileSync(`${stem}.pdf`, readFileSync(pdf));
  }
  const done = scan(pdf, stem, { level, turn, copied, seed: String(options.seed * 100000 + number) }, options);
  const { text, ...truth } = seen;
  writeFileSync(`${stem}.json`, `${JSON.stringify({ type: form.type, ...truth, ...done, layout: form.name, font: style.font, text }, null, 1)}\n`);
}

// What was printed becomes a file as a scanner makes it; what was done to it comes back.
function scan(pdf, stem, { level, turn, copied, seed }, options) {
  const clean = options.damage === 'clean';
  const dpi = level === 3 && !options.damage ? 200 : 300;
  const page = clean ? stem : join(options.work, 'page');
  execFileSync('pdftoppm', ['-r', String(dpi), '-f', '1', '-singlefile', ...(clean ? ['-png'] : []), pdf, page]);
  if (clean) return { degrade: { level: 0 } };
  if (options.copy === 'gray') takeColour(`${page}.ppm`);
  const how = ['--seed', seed, '--turn', String(turn), '--dpi', String(dpi)];
  const [program, done] = options.damage
    ? [options.degrade, ['--in', `${page}.ppm`, '--out', stem, '--effects', options.damage, ...how]]
    : [options.specimen, ['--scan', `${page}.ppm`, '--out', `${stem}.jpg`, '--level', String(level), ...how, ...(copied ? ['--photocopy'] : [])]];
  return { degrade: JSON.parse(execFileSync(program, done)).degrade };
}

function readOptions() {
  const { values } = parseArgs({ options: { out: { type: 'string' }, count: { type: 'string' }, seed: { type: 'string', default: '1' }, forms: { type: 'string', default: '*' }, level: { type: 'string', default: 'mix' }, turn: { type: 'string' },
    blank: { type: 'string', default: '' }, unsigned: { type: 'string' }, copy: { type: 'string', default: 'colour' }, complete: { type: 'boolean' }, keep: { type: 'boolean' }, list: { type: 'boolean' }, specimen: { type: 'string', default: join(HERE, '../../build/tests/specimen') }, degrade: { type: 'string', default: join(HERE, '../../build/tests/degrade') }, damage: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  const patterns = values.forms.split(',').map((name) => new RegExp(`^${name.replaceAll('*', '.*')}$`));
  const forms = readForms().filter((form) => patterns.some((pattern) => pattern.test(form.name)));
  if (!forms.length) fail(`there is no form ${values.forms} (see --list)`);
  if (values.list) {
    for (const form of forms) console.log(`${form.name.padEnd(36)} ${form.type}`);
    process.exit(0);
  }
  if (!values.out) fail('--out DIR is needed (see --help)');
  if (!/^(mix|[0-3])$/.test(values.level)) fail(`--level cannot be ${values.level}`);
  if (values.turn && !/^(0|90|180|270)$/.test(values.turn)) fail(`--turn cannot be ${values.turn}`);
  if (values.unsigned && !/^(0(\.\d+)?|1)$/.test(values.unsigned)) fail(`--unsigned cannot be ${values.unsigned}`);
  if (!/^(colour|gray)$/.test(values.copy)) fail(`--copy cannot be ${values.copy}`);
  if (!/^\d{1,9}$/.test(values.seed) || (values.count && !/^\d{1,5}$/.test(values.count))) fail('--seed and --count are numbers');
  const program = values.damage ? 'degrade' : 'specimen';
  if (!existsSync(values[program])) fail(`${values[program]} is not there: build it, or name it with --${program}`, 1);
  return { ...values, forms, seed: Number(values.seed), count: Number(values.count ?? forms.length), turn: values.turn && Number(values.turn), blank: values.blank.split(',').filter(Boolean) };
}

async function main() {
  let options;
  try {
    options = readOptions();
  } catch (error) {
    fail(`${error.message} (see --help)`);
  }
  // The browser tests' package drives the browser here as well.
  const { chromium } = createRequire(new URL('../browser/', import.meta.url))('playwright-core');
  options.work = mkdtempSync(join(tmpdir(), 'sohoa-forms-'));
  mkdirSync(options.out, { recursive: true });
  const browser = await chromium.launch({ executablePath: process.env.SOHOA_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
  try {
    const page = await browser.newPage();
    await page.emulateMedia({ media: 'print' });
    for (let i = 0; i < options.count; i++) await drawOne(page, options.forms[i % options.forms.length], i, options);
  } finally {
    await browser.close();
    rmSync(options.work, { recursive: true, force: true });
  }
}

main().catch((error) => fail(error.message, 1));
