// The day: papers as they arrive, the scanner, the night's summary.

import { get, post } from './api.js';
import { debounce, h, icon, isTyping, replace, say } from './dom.js';
import { coverButton } from './cover.js';
import { enrolButton } from './enrol.js';
import { longDay, movedDay, pick, t, timeOfDay } from './i18n.js';
import { importCard } from './import.js';
import { nightCard } from './night.js';
import { scannerCards } from './scanner.js';
import { paperRow } from './rows.js';
import { stacksCard } from './stacks.js';

const FILTERS = {
  all: () => true,
  open: (paper) => paper.errors + paper.warnings > 0,
  done: (paper) => paper.errors + paper.warnings === 0,
};

export function todayView(app, rest, query) {
  // What "today" is, the server's clock says; without a day the page follows it past midnight.
  const wanted = query.get('day');
  const isToday = !wanted;
  const state = { day: wanted ?? '', papers: [], pages: [], filter: query.get('filter') ?? 'all', type: '', known: null, closed: false };

  const list = h('ol', { class: 'rows', 'aria-label': t('nav.today') });
  const reading = h('div', {});
  const chips = h('div', { class: 'chips', role: 'group' });
  const types = h('select', { 'aria-label': t('type'), onchange: () => { state.type = types.value; draw(); } });
  const scanners = scannerCards();
  const night = nightCard();
  const stacks = stacksCard(() => wanted ?? state.day);
  const stacksSoon = debounce(300, stacks.load);

  const shown = () => state.papers.filter((p) => FILTERS[state.filter](p) && (!state.type || p.type === state.type));

  function drawChips() {
    replace(chips, Object.keys(FILTERS).map((name) =>
      h('button', {
        class: `chip chip-${name}`, type: 'button', 'aria-pressed': String(state.filter === name),
        onclick: () => { state.filter = name; draw(); },
      }, t(`today.filter.${name}`), h('b', {}, state.papers.filter(FILTERS[name]).length))));
  }

  function drawTypes() {
    const present = new Map(state.papers.map((p) => [p.type, pick(p.label)]));
    replace(types, h('option', { value: '' }, t('type.all')),
      [...present].sort((a, b) => a[1].localeCompare(b[1], 'vi')).map(([type, label]) => h('option', { value: type }, label)));
    types.value = present.has(state.type) ? state.type : '';
    state.type = types.value;
  }

  function pageLine(page) {
    const failed = page.state === 'failed' || page.state === 'set_aside';
    const retry = async (event) => {
      event.target.disabled = true;
      await post(`/pages/${page.id}/retry`);
      load();
    };
    return h('li', { class: `incoming ${failed ? 'incoming-failed' : ''}` },
      failed ? icon('alert') : h('span', { class: 'spinner' }),
      h('span', {}, failed ? t('today.failed', { n: page.seq }) : t('today.reading', { n: page.seq })),
      failed && page.reason ? h('small', {}, page.reason) : null,
      h('time', {}, timeOfDay(page.captured)),
      failed ? h('button', { class: 'quiet', type: 'button', onclick: retry }, t('retry')) : null);
  }

  function empty() {
    if (state.papers.length) return h('p', { class: 'empty' }, t('today.nothing_here'));
    return h('div', { class: 'empty' }, icon('scan'), h('p', {}, t(isToday ? 'today.empty' : 'today.empty_day')));
  }

  function draw() {
    drawChips();
    drawTypes();
    const pages = state.pages.slice(0, 12);
    replace(reading, pages.length ? h('ol', { class: 'incomings' }, pages.map(pageLine)) : null);
    const papers = shown();
    app.list = { ids: papers.map((p) => p.id), from: location.hash || '#/today' };
    const focused = document.activeElement?.closest?.('.row')?.dataset.id;
    replace(list, papers.length ? papers.map((p) => paperRow(p, { fresh: state.known && !state.known.has(p.id) })) : h('li', {}, empty()));
    if (focused) list.querySelector(`[data-id="${focused}"]`)?.focus();
  }

  async function load() {
    const answer = await get(`/papers?limit=500${wanted ? `&day=${wanted}` : ''}`);
    if (state.closed) return;
    if (!state.day || !state.known) stacksSoon();
    state.day = answer.day;
    dayName.textContent = longDay(answer.day);
    if (picker.value !== answer.day) picker.value = answer.day;
    const before = state.known;
    state.papers = answer.papers;
    state.pages = answer.pages;
    draw();
    const arrived = before ? answer.papers.filter((p) => !before.has(p.id)) : [];
    if (arrived.length) say(t('today.arrived', { n: arrived.length, title: arrived[0].title || pick(arrived[0].label) }));
    state.known = new Set(answer.papers.map((p) => p.id));
  }

  const soon = debounce(150, load);
  const goDay = (by) => app.go(`#/today?day=${movedDay(state.day, by)}`);
  const dayName = h('p', { class: 'muted' }, wanted ? longDay(wanted) : '\u00a0');
  const picker = h('input', { type: 'date', value: wanted ?? '', 'aria-label': t('today.pick'),
    onchange: (event) => event.target.value && app.go(`#/today?day=${event.target.value}`) });

  const element = h('div', { class: 'desk' },
    h('section', { class: 'desk-main' },
      h('div', { class: 'desk-head' },
        h('div', {}, h('h1', {}, t(isToday ? 'nav.today' : 'today.day')), dayName),
        h('div', { class: 'day-nav' },
          h('button', { class: 'icon-only', type: 'button', title: t('today.before'), onclick: () => goDay(-1) }, icon('left')),
          picker,
          h('button', { class: 'icon-only', type: 'button', title: t('today.after'), disabled: isToday, onclick: () => goDay(1) }, icon('right')),
          isToday ? null : h('a', { class: 'button', href: '#/today' }, t('nav.today')))),
      h('div', { class: 'filters' }, chips, types),
      reading, list),
    h('aside', { class: 'desk-side' }, scanners.element, h('div', { class: 'buttons' }, coverButton(), enrolButton(app.me)), stacks.element, night.element, importCard(soon)));

  function moveFocus(by) {
    const rows = [...list.querySelectorAll('.row')];
    const at = rows.indexOf(document.activeElement);
    rows[Math.min(Math.max(at + by, 0), rows.length - 1)]?.focus();
  }

  load();
  return {
    element,
    onEvent(kind, data) {
      if (kind === 'paper' || kind === 'page') soon();
      if (kind === 'source') stacksSoon();
      if (kind === 'scanner') scanners.update(data);
      if (kind === 'batch' || kind === 'status') night.load();
      if (kind === 'reset') {
        soon();
        scanners.load();
        stacksSoon();
        night.load();
      }
    },
    onKey(event) {
      if (isTyping(event)) return;
      const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
      if (by) {
        event.preventDefault();
        moveFocus(by);
      } else if (event.key === 's') {
        scanners.scan();
      }
    },
    close() {
      state.closed = true;
      soon.cancel();
      stacksSoon.cancel();
    },
  };
}
