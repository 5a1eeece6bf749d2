// Scanners: what they do, what they want from the clerk, and the buttons.

import { get, post } from './api.js';
import { h, icon, note, replace } from './dom.js';
import { pickMessage, t } from './i18n.js';

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

  async function act(scanner, action) {
    try {
      await post(`/scanners/${encodeURIComponent(scanner.name)}/${action}`);
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
      h('button', { type: 'button', class: look, dataset: { action }, onclick: () => act(scanner, action) },
        icon(picture), t(`scanner.${action}`)));
  }

  function card(scanner) {
    const kind = tone(scanner);
    const message = pickMessage(scanner);
    return h('section', { class: `card scanner scanner-${kind}`, 'aria-label': scanner.label },
      h('div', { class: 'scanner-head' }, h('span', { class: 'lamp' }), h('h2', {}, scanner.label || scanner.name),
        h('span', { class: 'scanner-state' }, t(`scanner.state.${scanner.state}`))),
      message ? h('p', { class: 'scanner-message', role: kind === 'attention' ? 'alert' : null }, message) : null,
      scanner.batch ? h('p', { class: 'scanner-pages' }, t('scanner.pages', { n: scanner.pages })) : null,
      progress(scanner),
      h('div', { class: 'buttons' }, buttons(scanner)));
  }

  // The pressed button's neighbour keeps the focus when a card is drawn anew.
  function draw() {
    const focused = element.contains(document.activeElement);
    const list = [...known.values()];
    replace(element, list.length ? list.map(card)
      : h('section', { class: 'card scanner scanner-off' }, h('h2', {}, t('scanner.none')), h('p', { class: 'muted' }, t('scanner.none_how'))));
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
      if (ready) act(ready, 'scan');
    },
  };
}
