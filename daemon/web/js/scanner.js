// Scanners: what they do, what they want from the clerk, and the buttons.

import { get, imageOf, partialOf, post } from './api.js';
import { h, icon, note, replace } from './dom.js';
import { pickMessage, t, timeOfDay } from './i18n.js';

const BUSY = ['starting', 'reading', 'saving', 'cancelling'];

function tone(scanner) {
  if (scanner.state === 'attention') return 'attention';
  if (BUSY.includes(scanner.state) || scanner.state === 'open_wait') return 'busy';
  if (['idle', 'watching'].includes(scanner.state)) return 'ready';
  return 'off';
}

function progress(scanner) {
  if (!scanner.lines || scanner.state !== 'reading') return null;
  return h('progress', { max: scanner.lines, value: Math.min(scanner.lines_read, scanner.lines), 'aria-label': t('scanner.reading') });
}

export function scannerCards() {
  const element = h('div', { class: 'scanners' });
  const known = new Map();
  const stated = new Map(); // how many sheets the clerk says lie in the feeder

  async function act(scanner, action, query = '') {
    try {
      await post(`/scanners/${encodeURIComponent(scanner.name)}/${action}${query}`);
    } catch (error) {
      note(error.message, 'error');
    }
  }

  function buttons(scanner) {
    const all = [
      ['scan', scanner.can_start, 'main', 'scan'],
      ['continue', scanner.can_continue, 'main', 'right'],
      ['finish', scanner.can_finish, '', 'check'],
      // Both keep the pages so far: one way out is enough.
      ['cancel', scanner.can_cancel && !scanner.can_finish, '', 'cross'],
    ];
    return all.filter(([, can]) => can).map(([action, , look, picture]) =>
      h('button', { type: 'button', class: look, dataset: { action }, onclick: () => (action === 'scan' ? scan(scanner) : act(scanner, action)) },
        icon(picture), t(`scanner.${action}`)));
  }

  // Stated before a scan, the number is held against what came; a double feed shows in nothing else.
  function sheets(scanner) {
    if (!scanner.can_start) return null;
    const id = `sheets-${scanner.name}`;
    return h('label', { class: 'scanner-sheets', for: id }, t('scanner.sheets'),
      h('input', { id, type: 'number', min: 1, max: 9999, value: stated.get(scanner.name) ?? '', oninput: (event) => stated.set(scanner.name, event.target.value) }));
  }

  // When a person is needed: the last page that came whole, and what came of the one that broke off.
  function pictures(scanner) {
    if (scanner.state !== 'attention') return null;
    const picture = (src, text) => h('figure', {}, h('a', { href: src, target: '_blank' }, h('img', { src, alt: text })), h('figcaption', {}, text));
    return h('div', { class: 'scanner-pictures' },
      scanner.last_page ? picture(imageOf(scanner.last_page), t('scanner.last_page')) : null,
      scanner.partial ? picture(partialOf(scanner.name, scanner.partial), t('scanner.partial', { n: scanner.sheet || '?' })) : null);
  }

  function scan(scanner, profile = '') {
    const n = Number(stated.get(scanner.name)) || 0;
    const query = new URLSearchParams({ ...(profile && { profile }), ...(n && { sheets: n }) }).toString();
    stated.delete(scanner.name);
    return act(scanner, 'scan', query && `?${query}`);
  }

  // One page, of which nothing is kept: how it came, in plain words.
  async function test(event, scanner) {
    event.target.closest('details').open = false;
    note(t('scanner.testing'));
    try {
      const { says } = await post(`/scanners/${encodeURIComponent(scanner.name)}/test`);
      for (const one of says) note(pickMessage(one), ['page', 'source', 'skew', 'nothing_kept'].includes(one.code) ? 'info' : 'error');
    } catch (error) {
      note(error.message, 'error');
    }
  }

  // What is seldom wanted: another way of scanning, giving the scanner to another program for a while, taking it back, looking for it again.
  function menu(scanner) {
    const entry = (action, text, run) => h('button', { type: 'button', class: 'quiet', dataset: { action },
      onclick: (event) => {
        event.target.closest('details').open = false;
        run();
      } }, text);
    const item = (action, query, text) => entry(action, text, () => act(scanner, action, query));
    const items = [
      scanner.can_start ? scanner.profiles.map((one) => entry('scan-as', t('scanner.scan_as', { label: one.label }), () => scan(scanner, one.name))) : null,
      scanner.can_enable ? item('enable', '', t(scanner.state === 'released' ? 'scanner.take_back' : 'scanner.look_again')) : null,
      scanner.can_release && scanner.state !== 'released' ? h('button', { type: 'button', class: 'quiet', dataset: { action: 'test' }, onclick: (event) => test(event, scanner) }, t('scanner.test')) : null,
      scanner.can_release ? [15, 60].map((minutes) => item('release', `?minutes=${minutes}`, t('scanner.release_for', { n: minutes }))) : null,
      scanner.can_release ? item('release', '', t('scanner.release')) : null,
    ].flat().filter(Boolean);
    return items.length ? h('details', { class: 'scanner-menu' }, h('summary', {}, t('scanner.more')), items) : null;
  }

  function card(scanner) {
    const kind = tone(scanner);
    const message = pickMessage(scanner);
    return h('section', { class: `card scanner scanner-${kind}`, dataset: { name: scanner.name }, 'aria-label': scanner.label },
      h('div', { class: 'scanner-head' }, h('span', { class: 'lamp' }), h('h2', {}, scanner.label || scanner.name),
        h('span', { class: 'scanner-state' }, t(`scanner.state.${scanner.state}`))),
      scanner.released_until ? h('p', { class: 'scanner-until' }, t('scanner.until', { time: timeOfDay(scanner.released_until) })) : null,
      message ? h('p', { class: 'scanner-message', role: kind === 'attention' ? 'alert' : null }, message) : null,
      scanner.batch ? h('p', { class: 'scanner-pages' }, t('scanner.pages', { n: scanner.pages })) : null,
      pictures(scanner), progress(scanner), sheets(scanner),
      h('div', { class: 'buttons' }, buttons(scanner)), menu(scanner));
  }

  // The pressed button's neighbour keeps the focus when a card is drawn anew.
  function draw() {
    const focused = element.contains(document.activeElement);
    const unfolded = [...element.querySelectorAll('.scanner-menu[open]')].map((menu) => menu.closest('.scanner').dataset.name);
    const list = [...known.values()];
    replace(element, list.length ? list.map(card)
      : h('section', { class: 'card scanner scanner-off' }, h('h2', {}, t('scanner.none')), h('p', { class: 'muted' }, t('scanner.none_how'))));
    for (const one of element.querySelectorAll('.scanner-menu')) one.open = unfolded.includes(one.closest('.scanner').dataset.name);
    if (focused) element.querySelector('button')?.focus();
  }

  async function load() {
    const { scanners } = await get('/scanners');
    known.clear();
    for (const scanner of scanners) known.set(scanner.name, scanner);
    draw();
  }

  load();
  return {
    element,
    load,
    update(scanner) {
      known.set(scanner.name, scanner);
      draw();
    },
    scan() {
      const ready = [...known.values()].find((scanner) => scanner.can_start);
      if (ready) scan(ready);
    },
  };
}
