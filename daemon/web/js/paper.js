// One paper: its pages beside its fields and findings, linked both ways.

import { dossierPdfOf, get, patch, pdfOf, post } from './api.js';
import { ask, debounce, h, icon, isTyping, note, replace } from './dom.js';
import { fieldKind, fieldRow } from './field.js';
import { findingItem, sortedFindings } from './findings.js';
import { dayText, lang, moment, pick, t } from './i18n.js';
import { pageViewer } from './viewer.js';

export function paperView(app, [idText], query) {
  const id = Number(idText);
  let paper = null;
  let closed = false;
  let now = null; // key of what is looked at: a field, or "f" + a finding's id
  let rows = new Map();

  const viewer = pageViewer({ onPick: pickBox });
  const title = h('div', { class: 'paper-title' });
  const actions = h('div', { class: 'paper-actions' });
  const findings = h('section', { class: 'findings', 'aria-label': t('finding.title') });
  const fields = h('section', { class: 'fields', 'aria-label': t('field.title') });
  const keeping = h('div', {});
  const panel = h('div', { class: 'paper-panel' }, keeping, findings, fields);
  const element = h('div', { class: 'paper' },
    h('div', { class: 'paper-head' }, h('a', { class: 'button icon-only', href: app.list.from, title: t('back') }, icon('back')), title, actions),
    viewer.element, panel);

  const openFindings = () => sortedFindings(paper.findings.filter((f) => f.state === 'open'));
  const boxOf = (field) => field.box && field.page;

  const host = {
    paper: () => paper,
    findings: () => paper.findings,
    hasField: (key) => rows.has(key),
    editField(key) {
      rows.get(key)?.element.scrollIntoView({ block: 'nearest' });
      rows.get(key)?.edit();
    },
    take(next, focusKey) {
      paper = next;
      draw();
      if (focusKey) rows.get(focusKey)?.element.focus();
    },
    look,
    reload,
  };

  function boxes() {
    const list = [];
    for (const field of paper.fields) {
      if (boxOf(field)) list.push({ key: field.key, page: field.page, box: field.box, kind: fieldKind(field, paper.findings), title: pick(field.label) });
    }
    for (const finding of openFindings().reverse()) {
      const twin = paper.fields.some((f) => f.key === finding.field && boxOf(f) && String(f.box) === String(finding.box));
      if (finding.box && !twin) list.push({ key: `f${finding.id}`, page: finding.page, box: finding.box, kind: finding.severity, title: pick(finding.label) });
    }
    const hit = hitBox();
    if (hit) list.push({ key: 'hit', page: hit.page, box: hit.box, kind: 'hit', title: t('search.hit') });
    return list;
  }

  function hitBox() {
    const box = (query.get('box') ?? '').split(',').map(Number);
    return box.length === 4 && box.every(Number.isFinite) ? { page: Number(query.get('page')), box } : null;
  }

  // Field and finding of one place are one thing: whichever is chosen, both light up.
  function look(key) {
    now = key;
    const finding = key?.startsWith('f') && paper.findings.find((f) => `f${f.id}` === key);
    const field = finding ? finding.field : key;
    for (const old of panel.querySelectorAll('.now')) old.classList.remove('now');
    rows.get(field)?.element.classList.add('now');
    for (const item of findings.querySelectorAll('.finding')) item.classList.toggle('now', item.dataset.key === key || item.dataset.field === field);
    if (!viewer.lookAt(key)) viewer.lookAt(finding ? finding.field : `f${paper.findings.find((f) => f.field === key && f.state === 'open')?.id}`);
  }

  function pickBox(key) {
    const target = rows.get(key)?.element ?? [...findings.querySelectorAll('.finding')].find((item) => item.dataset.key === key);
    target?.scrollIntoView({ block: 'center', behavior: 'smooth' });
    target?.focus({ preventScroll: true });
  }

  function drawTitle() {
    const types = h('select', { class: 'type-choice', 'aria-label': t('type'), title: paper.type_reason,
      onchange: async () => {
        await send(() => patch(`/papers/${id}`, { version: paper.version, type: types.value }));
        reload();
      } },
    paper.type === 'khong_ro' || !app.types.has(paper.type) ? h('option', { value: paper.type }, pick(paper.label)) : null,
    [...app.types.values()].map((type) => h('option', { value: type.type }, pick(type.label))));
    types.value = paper.type;
    const dossier = h('input', { class: 'dossier', value: paper.dossier, placeholder: t('paper.dossier'), 'aria-label': t('paper.dossier'), maxlength: 128,
      title: t('paper.dossier_how'), autocomplete: 'off',
      onkeydown: (event) => {
        if (event.key === 'Enter') dossier.blur();
        if (event.key === 'Escape') {
          dossier.value = paper.dossier;
          dossier.blur();
        }
      },
      onchange: async () => {
        await send(() => patch(`/papers/${id}`, { version: paper.version, dossier: dossier.value.trim() }));
        reload();
      } });
    replace(title, h('h1', {}, paper.title || pick(paper.label)),
      h('div', { class: 'paper-about' }, types, h('span', {}, dayText(paper.date)),
        dossier,
        paper.dossier ? h('a', { href: dossierPdfOf(paper.dossier), title: t('paper.dossier_pdf') }, icon('download'), 'PDF') : null,
        paper.twins?.length ? h('a', { class: 'badge badge-warning', href: `#/paper/${paper.twins[0].id}` }, icon('copy'), t('paper.twin')) : null,
        paper.confirmed ? h('span', { class: 'badge badge-ok' }, icon('checks'), t('confirmed')) : null,
        h('span', { class: 'muted' }, moment(paper.created))));
    document.title = `${paper.title || pick(paper.label)} · Sohoa`;
  }

  // Approval gives up the images of papers that the law wants no image of: said before, not after.
  const givesUpImages = () => paper.keep === 'image' && (app.types.get(paper.type)?.keep ?? 'image') !== 'image';

  function drawKeeping() {
    replace(keeping, givesUpImages() ? h('div', { class: 'hint keeping' }, icon('info'), h('div', {}, h('b', {}, t('paper.no_image')),
      h('p', {}, t('paper.no_image_how')), h('small', {}, app.types.get(paper.type).keep_reason))) : null);
  }

  function neighbour(by) {
    const at = app.list.ids.indexOf(id);
    return at < 0 ? undefined : app.list.ids[at + by];
  }

  function drawActions() {
    const step = (by, picture, text) => h('button', { class: 'icon-only', type: 'button', title: t(text), disabled: !neighbour(by),
      onclick: () => app.go(`#/paper/${neighbour(by)}`) }, icon(picture));
    const at = app.list.ids.indexOf(id);
    const kept = paper.pages.some((page) => page.image);
    replace(actions,
      at >= 0 ? h('span', { class: 'muted small' }, `${at + 1}/${app.list.ids.length}`) : null,
      step(-1, 'left', 'paper.previous'), step(1, 'right', 'paper.next'),
      kept ? h('a', { class: 'button', id: 'pdf', href: pdfOf(id), title: t('paper.pdf_title') }, icon('download'), t('paper.pdf')) : null,
      h('button', { class: 'main', type: 'button', id: 'confirm', disabled: paper.confirmed && !givesUpImages(), onclick: confirm }, icon('check'), t(paper.confirmed ? 'confirmed' : givesUpImages() ? 'paper.confirm_no_image' : 'paper.confirm')));
  }

  function drawFindings() {
    const open = openFindings();
    const closedOnes = paper.findings.filter((f) => f.state !== 'open');
    const missing = open.filter((f) => f.code === 'missing');
    replace(findings,
      h('div', { class: 'panel-head' }, h('h2', {}, open.length ? t('finding.count', { n: open.length }) : t('finding.none')),
        missing.length ? h('button', { class: 'quiet', type: 'button', title: t('finding.copy_title'), onclick: () => copyMissing(missing) }, icon('copy'), t('finding.copy')) : null),
      open.length ? h('ul', {}, open.map((f) => findingItem(f, host))) : h('p', { class: 'all-well' }, icon('check'), t('finding.all_well')),
      closedOnes.length ? h('details', {}, h('summary', {}, t('finding.closed', { n: closedOnes.length })), h('ul', {}, closedOnes.map((f) => findingItem(f, host)))) : null);
  }

  // What the citizen must bring, as text for a message or a note.
  async function copyMissing(missing) {
    const text = [`${pick(paper.label)}${paper.title ? ` – ${paper.title}` : ''}:`, ...missing.map((f) => `- ${lang() === 'en' ? f.message_en : f.message}`)].join('\n');
    const area = h('textarea', { class: 'unseen', value: text });
    document.body.append(area);
    area.select();
    // navigator.clipboard is missing where the page is not served by TLS.
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else document.execCommand('copy');
    area.remove();
    note(t('finding.copied'));
  }

  function drawFields() {
    const definition = app.types.get(paper.type);
    const sections = new Map();
    rows = new Map();
    for (const field of paper.fields) {
      const about = definition?.fields.find((f) => f.key === field.key);
      const name = pick(about?.section_label);
      const row = fieldRow(field, host);
      rows.set(field.key, row);
      if (!sections.has(name)) sections.set(name, []);
      sections.get(name).push(row.element);
    }
    replace(fields, h('div', { class: 'panel-head' }, h('h2', {}, t('field.title'))),
      [...sections].map(([name, list]) => h('div', { class: 'section' }, name ? h('h3', {}, name) : null, list)));
  }

  function draw() {
    const scroll = panel.scrollTop;
    const focused = panel.contains(document.activeElement) ? document.activeElement.closest('[data-key]')?.dataset.key : null;
    const unfolded = findings.querySelector('details')?.open;
    drawTitle();
    drawActions();
    drawKeeping();
    drawFields();
    drawFindings();
    viewer.setBoxes(boxes());
    panel.scrollTop = scroll;
    if (unfolded) findings.querySelector('details')?.setAttribute('open', '');
    if (focused) [...panel.querySelectorAll('[data-key]')].find((item) => item.dataset.key === focused)?.focus({ preventScroll: true });
    if (now) viewer.lookAt(now, { move: false });
  }

  async function send(run) {
    try {
      await run();
    } catch (error) {
      note(error.message, 'error');
    }
  }

  async function confirm() {
    if (givesUpImages() && !(await ask({ title: t('paper.confirm_no_image'), text: t('paper.no_image_sure'), yes: t('paper.confirm_no_image'), no: t('cancel') }))) return;
    await send(async () => {
      await post(`/papers/${id}/confirm`, { version: paper.version });
      note(t('paper.confirmed_note'));
    });
    await reload();
    if (paper.confirmed && neighbour(1)) document.querySelector('.paper-actions [title]')?.focus();
  }

  const isEditing = () => panel.querySelector('.field-editing, .reason');

  async function reload(focusKey) {
    const next = await get(`/papers/${id}?refresh=1`);
    // The echo of this page's own change brings nothing new.
    if (closed || (next.version === paper.version && !focusKey)) return;
    const sameImages = next.pages.every((page, i) => page.image === paper.pages[i]?.image && page.width === paper.pages[i].width);
    paper = next;
    if (!sameImages) viewer.setPages(paper.pages);
    draw();
    if (focusKey) rows.get(focusKey)?.element.focus();
  }

  // Someone else's change is shown at once, but never under a clerk's fingers: then saving says that it is stale.
  const soon = debounce(200, () => !closed && !isEditing() && reload());

  async function load() {
    try {
      paper = await get(`/papers/${id}`);
    } catch (error) {
      replace(element, h('div', { class: 'empty' }, icon('alert'), h('p', {}, error.message), h('a', { class: 'button', href: '#/today' }, t('nav.today'))));
      return;
    }
    if (closed) return;
    viewer.setPages(paper.pages);
    draw();
    if (!app.list.ids.includes(id)) await adoptDay();
    const hit = hitBox();
    if (hit) viewer.lookAt('hit');
    else if (openFindings().length) look(openFindings()[0].box ? `f${openFindings()[0].id}` : openFindings()[0].field);
  }

  // Opened by its address: the papers of its day are its neighbours.
  async function adoptDay() {
    const { papers } = await get(`/papers?day=${paper.created.slice(0, 10)}&limit=500`);
    if (closed) return;
    app.list = { ids: papers.map((p) => p.id), from: `#/today?day=${paper.created.slice(0, 10)}` };
    drawActions();
  }

  function nextFinding() {
    const items = [...findings.querySelectorAll('.finding-open')];
    const at = items.findIndex((item) => item.contains(document.activeElement) || item.classList.contains('now'));
    const item = items[(at + 1) % items.length];
    item?.scrollIntoView({ block: 'nearest' });
    item?.focus();
  }

  function moveRow(by) {
    const stops = [...panel.querySelectorAll('.finding-open, .field')];
    const at = stops.findIndex((stop) => stop.contains(document.activeElement));
    const stop = stops[Math.min(Math.max(at + by, 0), stops.length - 1)];
    stop?.scrollIntoView({ block: 'nearest' });
    stop?.focus();
  }

  const KEYS = {
    ArrowLeft: () => neighbour(-1) && app.go(`#/paper/${neighbour(-1)}`),
    ArrowRight: () => neighbour(1) && app.go(`#/paper/${neighbour(1)}`),
    ArrowDown: () => moveRow(1),
    ArrowUp: () => moveRow(-1),
    Escape: () => app.go(app.list.from),
    n: nextFinding,
    e: () => now && host.editField(now.startsWith('f') ? paper.findings.find((f) => `f${f.id}` === now)?.field ?? now : now),
    p: () => document.getElementById('pdf')?.click(),
    d: () => document.getElementById('confirm')?.click(),
  };

  load();
  return {
    element,
    onEvent(kind, data) {
      if ((kind === 'paper' && data.paper === id && data.change === 'changed') || kind === 'reset') soon();
    },
    onKey(event) {
      if (isTyping(event) || !paper) return;
      if (viewer.key(event.key)) return;
      if (KEYS[event.key]) {
        event.preventDefault();
        KEYS[event.key]();
      }
    },
    close() {
      closed = true;
      soon.cancel();
      viewer.close();
    },
  };
}
