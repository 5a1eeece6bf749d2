// Search as one types: snippets with the matches marked; a result opens its page with the match framed.

import { get } from './api.js';
import { debounce, h, icon, isTyping, replace } from './dom.js';
import { dayText, number, pick, t } from './i18n.js';

const PAGE = 20;

function resultLink(hit) {
  const box = hit.box ? `?page=${hit.page}&box=${hit.box.join(',')}` : '';
  return `#/paper/${hit.paper}${box}`;
}

export function searchView(app, rest, query) {
  const state = { q: query.get('q') ?? '', type: query.get('type') ?? '', year: query.get('year') ?? '', hits: [], total: 0 };
  let request = null;

  const summary = h('p', { class: 'muted', role: 'status' });
  const list = h('ol', { class: 'rows results' });
  const more = h('button', { type: 'button', hidden: true, onclick: () => load(state.hits.length) }, t('search.more'));
  const types = h('select', { 'aria-label': t('type'), onchange: () => { state.type = types.value; load(); } },
    h('option', { value: '' }, t('type.all')), [...app.types.values()].map((type) => h('option', { value: type.type }, pick(type.label))));
  types.value = state.type;
  const year = h('input', { type: 'text', inputmode: 'numeric', maxlength: 4, class: 'year', placeholder: t('search.year'), 'aria-label': t('search.year'),
    value: state.year, oninput: () => { state.year = /^\d{4}$/.test(year.value) ? year.value : ''; if (!year.value || state.year) soon(); } });

  const wanted = () => [state.q, state.type && `loai:${state.type}`, state.year && `nam:${state.year}`].filter(Boolean).join(' ');

  function remember() {
    const params = new URLSearchParams();
    for (const name of ['q', 'type', 'year']) if (state[name]) params.set(name, state[name]);
    history.replaceState(null, '', `#/search${params.size ? `?${params}` : ''}`);
    app.list = { ids: [...new Set(state.hits.map((hit) => hit.paper).filter(Boolean))], from: location.hash };
  }

  function resultRow(hit) {
    return h('li', {}, h(hit.paper ? 'a' : 'div', { class: 'row', ...(hit.paper ? { href: resultLink(hit) } : {}), dataset: { id: hit.paper } },
      h('span', { class: 'row-text' },
        h('b', {}, hit.title || pick(hit.label)),
        h('small', {}, [pick(hit.label), dayText(hit.date), hit.dossier].filter(Boolean).join(' · ')),
        h('span', { class: 'snippet' }, hit.snippet.map((piece) => (piece.hit ? h('mark', {}, piece.text) : piece.text)))),
      h('span', { class: 'row-badges' },
        hit.errors ? h('span', { class: 'badge badge-error' }, t('badge.errors', { n: hit.errors })) : null,
        hit.warnings ? h('span', { class: 'badge badge-warning' }, t('badge.warnings', { n: hit.warnings })) : null)));
  }

  function draw(answer) {
    const nothing = !state.hits.length;
    summary.textContent = !wanted() ? t('search.hint')
      : nothing ? '' : t(answer.fuzzy ? 'search.fuzzy' : 'search.found', { n: number(answer.total) + (answer.total_at_least ? '+' : ''), meant: answer.meant });
    replace(list, nothing && wanted() ? h('li', {}, h('div', { class: 'empty' }, icon('search'), h('p', {}, t('search.nothing')), h('small', {}, t('search.help'))))
      : state.hits.map(resultRow));
    more.hidden = state.hits.length >= answer.total || nothing;
    remember();
  }

  async function load(offset = 0) {
    request?.abort();
    request = new AbortController();
    const q = wanted();
    if (!q) {
      state.hits = [];
      return draw({ total: 0 });
    }
    const typing = /\s$/.test(state.q) ? '' : '&prefix=1';
    try {
      const answer = await get(`/search?q=${encodeURIComponent(q)}&limit=${PAGE}&offset=${offset}${state.type || state.year ? '' : typing}`, { signal: request.signal });
      state.hits = offset ? [...state.hits, ...answer.hits] : answer.hits;
      draw(answer);
    } catch (error) {
      if (error.name !== 'AbortError') throw error;
    }
  }

  const soon = debounce(180, load);
  const box = () => document.getElementById('quick');

  function setQuery(q) {
    if (q === state.q) return;
    state.q = q;
    soon();
  }

  function moveFocus(by) {
    const rows = [...list.querySelectorAll('.row')];
    const at = rows.indexOf(document.activeElement);
    if (at + by < 0) box().focus();
    else rows[Math.min(at + by, rows.length - 1)]?.focus();
  }

  const element = h('div', { class: 'column' },
    h('div', { class: 'desk-head' }, h('div', {}, h('h1', {}, t('nav.search')), summary), h('div', { class: 'filters' }, types, year)),
    list, h('div', { class: 'more' }, more));

  return {
    element,
    setQuery,
    focusFirst: () => moveFocus(1),
    update(name, parts, next) {
      if (name !== 'search') return false;
      setQuery(next.get('q') ?? '');
      return true;
    },
    ready() {
      box().value = state.q;
      box().focus();
      load();
    },
    onKey(event) {
      if (isTyping(event)) return;
      const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      moveFocus(by);
    },
    onEvent(kind) {
      if (kind === 'reset') soon();
    },
    close() {
      soon.cancel();
      request?.abort();
    },
  };
}
