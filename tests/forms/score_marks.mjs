#!/usr/bin/env node
// What a reader said of seals and signatures, by the kind of what was drawn: score_marks.mjs OUT.jsonl DIR [--wrong]
// Found: papers with one that is missing, and what of them was flagged. Alarms: papers that have all, falsely flagged.

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const [out, dir, wrong] = process.argv.slice(2);
if (!dir) {
  console.error('usage: score_marks.mjs OUT.jsonl DIR [--wrong]');
  process.exit(2);
}
const KEYS = { signature: 'chu_ky', seal: 'con_dau' };
const tallies = new Map();
const count = (group, what) => tallies.set(group, { papers: 0, marks: 0, wanted: 0, hit: 0, doubted: 0, alarms: 0, unsure: 0, ...tallies.get(group), [what]: (tallies.get(group)?.[what] ?? 0) + 1 });

for (const line of readFileSync(out, 'utf8').split('\n').filter(Boolean)) {
  const row = JSON.parse(line);
  const stem = basename(row.file).replace(/\.jpg$/, '');
  const truth = JSON.parse(readFileSync(join(dir, `${stem}.json`), 'utf8'));
  const said = (key, code) => row.findings.some((f) => f.field === key && f.code === code);
  const ways = [`level ${truth.degrade.level}`, 'all'];
  for (const way of ways) count(way, 'papers');
  for (const [what, key] of Object.entries(KEYS)) {
    const drawn = truth.inked.filter((mark) => mark.what === what);
    if (!drawn.length && !said(key, 'missing')) continue;
    const lacks = truth.missing.includes(key);
    const groups = [...ways, what, ...drawn.filter((mark) => mark.kind !== 'none').map((mark) => `${what} ${mark.kind} ${mark.colour}`)];
    if (lacks) groups.push(drawn.some((mark) => mark.kind !== 'none') ? `${what} of one missing` : `${what} of all missing`);
    for (const group of new Set(groups)) {
      count(group, lacks ? 'wanted' : 'marks');
      if (said(key, 'missing')) count(group, lacks ? 'hit' : 'alarms');
      else if (said(key, 'doubtful')) count(group, lacks ? 'doubted' : 'unsure');
    }
    if (wrong && lacks !== said(key, 'missing'))
      console.log(`${stem} (level ${truth.degrade.level}) ${key}: ${lacks ? 'missing, not flagged' : 'falsely flagged'}${said(key, 'doubtful') ? ', doubted' : ''}; ${truth.inked.map((mark) => `${mark.what} ${mark.kind} ${mark.colour ?? ''}`.trim()).join(', ')}`);
  }
}
for (const [group, t] of [...tallies].sort())
  console.log(`${group.padEnd(28)} ${t.papers ? `papers ${String(t.papers).padStart(3)}  ` : ''}missing found ${t.hit} of ${t.wanted} (doubted ${t.doubted})  present ${t.marks}, false alarms ${t.alarms} (doubted ${t.unsure})`);
