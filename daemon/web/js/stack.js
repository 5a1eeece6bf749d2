// A stack of paper as it came in: its pages in order, the papers they make, what a person should look at.

import { change, get, imageOf, post } from './api.js';
import { askDossierOfCover } from './cover.js';
import { debounce, h, icon, note, replace } from './dom.js';
import { moment, pick, pickMessage, t } from './i18n.js';

function pageName(page) {
  if (!page.sheet) return t('stack.page', { n: page.seq });
  return t(page.back ? 'stack.back' : 'stack.front', { n: page.seq, sheet: page.sheet });
}

// Consecutive pages that belong together: of one paper, of one cover sheet, or of none yet.
function groups(source) {
  const all = [];
  for (const page of source.pages) {
    const last = all.at(-1);
    const kind = page.role === 'paper' ? 'paper' : 'cover';
    const same = last && last.kind === kind && (kind === 'cover' ? last.pages[0].sheet === page.sheet : last.paper === page.paper);
    if (same) last.pages.push(page);
    else all.push({ kind, paper: page.paper, pages: [page] });
  }
  return all;
}

export function stackView(app, rest) {
  const id = Number(rest[0]);
  let source = null;
  let closed = false;

  const element = h('div', { class: 'column stack' });

  async function ask(run) {
    try {
      source = await run();
    } catch (error) {
      note(error.message, 'error');
      source = await get(`/sources/${id}`);
    }
    draw();
  }

  const arrange = (what, body) => ask(() => post(`/sources/${id}/${what}`, { version: source.version, ...body }));
  const seen = (warning, state) => ask(() => post(`/sources/${id}/warnings/${warning.id}/${state}`));

  function sheetsForm() {
    const input = h('input', { type: 'number', id: 'sheets', min: 0, max: 9999, value: source.sheets || '', class: 'year' });
    return h('form', { class: 'buttons', onsubmit: (event) => {
      event.preventDefault();
      ask(() => change('PATCH', `/sources/${id}`, { version: source.version, sheets: Number(input.value) || 0 }));
    } }, h('label', { for: 'sheets' }, t('stack.sheets')), input, h('button', { type: 'submit' }, t('stack.save')));
  }

  function warningLine(warning) {
    const open = warning.state === 'open';
    return h('li', { class: `stack-warning ${open ? '' : 'stack-seen'}`, dataset: { code: warning.code } },
      icon(open ? 'alert' : 'check'),
      h('span', {}, pickMessage(warning), open ? null : h('small', {}, ` ${t('stack.seen_by', { user: warning.user })}`)),
      warning.page ? h('a', { class: 'stack-mini', href: `#page-${warning.seq}`, onclick: (event) => {
        event.preventDefault();
        document.getElementById(`page-${warning.seq}`)?.scrollIntoView({ block: 'center' });
      } }, h('img', { src: imageOf(warning.page), alt: t('stack.page', { n: warning.seq }), loading: 'lazy' })) : null,
      h('button', { type: 'button', class: 'quiet', onclick: () => seen(warning, open ? 'acknowledge' : 'reopen') },
        t(open ? 'stack.seen' : 'stack.reopen')));
  }

  // What can be done at a page: only where it makes sense.
  function tools(group, at, before) {
    const page = group.pages[at];
    if (group.kind !== 'paper' || !page.paper) return null;
    const button = (what, text, body) => h('button', { type: 'button', class: 'quiet', dataset: { action: what }, onclick: () => arrange(what, body) }, text);
    if (at) return button('split', t('stack.split'), { page: page.seq });
    const cover = h('button', { type: 'button', class: 'quiet', dataset: { action: 'cover' },
      onclick: () => askDossierOfCover((dossier) => arrange('cover', { page: page.seq, dossier })) }, t('stack.is_cover'));
    if (before?.kind !== 'paper' || !before.paper) return cover;
    return [
      cover,
      button('join', t('stack.join'), { page: page.seq }),
      before.pages.length > 1 ? button('move', t('stack.earlier'), { page: page.seq, to: page.seq - 1 }) : null,
      group.pages.length > 1 ? button('move', t('stack.later'), { page: page.seq, to: page.seq + 1 }) : null,
    ];
  }

  function leaf(group, at, before) {
    const page = group.pages[at];
    const said = source.boundaries.find((b) => b.seq === page.seq);
    return h('figure', { class: 'leaf', id: `page-${page.seq}`, dataset: { seq: page.seq } },
      h('a', { href: page.image ? imageOf(page.id) : null, target: '_blank' },
        page.image ? h('img', { src: imageOf(page.id), alt: pageName(page), loading: 'lazy' }) : h('span', { class: 'muted' }, t('stack.no_image'))),
      h('figcaption', {}, pageName(page), page.blank ? ` · ${t('stack.blank')}` : '',
        said ? h('small', { title: t('stack.said_by', { user: said.user }) }, ' ', icon('pen')) : null),
      h('div', { class: 'leaf-tools' }, tools(group, at, before)));
  }

  function groupHead(group) {
    if (group.kind === 'cover') {
      const cover = source.cover_sheets.find((c) => group.pages.some((p) => p.seq === c.seq));
      const about = [cover?.dossier, cover?.procedure, cover?.sheets ? t('stack.cover_sheets', { n: cover.sheets }) : ''];
      // One that its code tells stays one.
      const said = cover?.user ? [h('small', { class: 'muted' }, ` (${t('stack.said_by', { user: cover.user })})`),
        h('button', { type: 'button', class: 'quiet', dataset: { action: 'uncover' }, onclick: () => arrange('uncover', { page: cover.seq }) }, t('stack.no_cover'))] : null;
      return h('h2', {}, icon('copy'), ' ', t('stack.cover'), h('small', { class: 'muted' }, ` ${about.filter(Boolean).join(' · ')}`), said);
    }
    const paper = source.papers.find((p) => p.id === group.paper);
    if (!paper) return h('h2', { class: 'muted' }, t('stack.unread'));
    return h('h2', {}, h('a', { href: `#/paper/${paper.id}` }, paper.title || pick(paper.label)),
      h('small', { class: 'muted' }, ` ${[paper.title ? pick(paper.label) : '', paper.dossier].filter(Boolean).join(' · ')}`));
  }

  function draw() {
    if (closed) return;
    const all = groups(source);
    const sheets = new Set(source.pages.map((p) => p.sheet).filter(Boolean)).size;
    const place = element.parentElement?.scrollTop;
    replace(element,
      h('div', { class: 'desk-head' },
        h('div', {}, h('h1', {}, t('nav.stack')),
          h('p', { class: 'muted' }, [moment(source.created), source.scanner || source.name, t('stack.count', { n: source.npages }),
            sheets ? t('stack.sheets_count', { n: sheets }) : ''].filter(Boolean).join(' · '))),
        h('div', { class: 'buttons' }, source.can_undo ? h('button', { type: 'button', dataset: { action: 'undo' }, onclick: () => arrange('undo', {}) }, icon('undo'), t('stack.undo')) : null,
          source.origin === 'scan' ? sheetsForm() : null)),
      source.warnings.length ? h('ul', { class: 'card stack-warnings', 'aria-label': t('stack.warnings') }, source.warnings.map(warningLine)) : null,
      all.map((group, i) => h('section', { class: `card stack-group stack-${group.kind}`, dataset: { paper: group.paper } },
        groupHead(group), h('div', { class: 'leaves' }, group.pages.map((page, at) => leaf(group, at, all[i - 1]))))));
    if (place) element.parentElement.scrollTop = place;
  }

  async function load() {
    source = await get(`/sources/${id}`);
    draw();
  }

  const soon = debounce(200, load);
  load();
  return {
    element,
    onEvent(kind, data) {
      if (kind === 'source' && data.source === id) soon();
      if (kind === 'reset') soon();
    },
    close() {
      closed = true;
      soon.cancel();
    },
  };
}
