// The frame around the pages: who is signed in, where one is, live events, keys.

import { change, get, useCsrf, whenSignedOut } from './api.js';
import { h, icon, isTyping, note, replace } from './dom.js';
import { lang, loadLanguage, savedLanguage, t } from './i18n.js';
import { watchEvents } from './live.js';
import { showKeys } from './keys.js';
import { askPassword } from './password.js';
import { paperView } from './paper.js';
import { reportView } from './report.js';
import { searchView } from './search.js';
import { stackView } from './stack.js';
import { signInView } from './signin.js';
import { todayView } from './today.js';

const VIEWS = { today: todayView, paper: paperView, search: searchView, report: reportView, stack: stackView };

const app = {
  me: null,
  office: '',
  types: new Map(), // type → its definition, for labels and sections
  list: { ids: [], from: '#/today' }, // what "next" and "previous" walk through
  go(hash) {
    location.hash = hash;
  },
};

const root = document.getElementById('app');
const main = h('main', { id: 'main' });
let view = null;
let stopEvents = null;
let header = null;

function route() {
  const [path, query] = (location.hash.replace(/^#\/?/, '') || 'today').split('?');
  const [name, ...rest] = path.split('/');
  return { name: VIEWS[name] ? name : 'today', rest, query: new URLSearchParams(query) };
}

function show() {
  if (!app.me) return;
  const { name, rest, query } = route();
  if (view?.update?.(name, rest, query)) return;
  view?.close?.();
  view = VIEWS[name](app, rest, query);
  replace(main, view.element);
  main.scrollTop = 0;
  for (const link of header.querySelectorAll('nav a')) {
    if (link.dataset.view === name) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = `${t(`nav.${name}`)} · Sohoa`;
  view.ready?.();
}

async function signOut() {
  try {
    await change('DELETE', '/session');
  } catch {
    // Signed out anyway as far as this page is concerned.
  }
  showSignIn();
}

async function switchLanguage() {
  await loadLanguage(lang() === 'vi' ? 'en' : 'vi');
  if (app.me) showDesk();
  else showSignIn();
}

const languageButton = () =>
  h('button', { class: 'quiet', type: 'button', onclick: switchLanguage, lang: lang() === 'vi' ? 'en' : 'vi' },
    lang() === 'vi' ? 'English' : 'Tiếng Việt');

function buildHeader() {
  const link = (name) => h('a', { href: `#/${name}`, dataset: { view: name } }, t(`nav.${name}`));
  const search = h('input', {
    type: 'search', id: 'quick', placeholder: t('search.placeholder'), 'aria-label': t('nav.search'), autocomplete: 'off',
    oninput: (event) => {
      const q = event.target.value;
      if (route().name === 'search') view.setQuery(q);
      else if (q.trim().length > 1) app.go(`#/search?q=${encodeURIComponent(q)}`);
    },
    onkeydown: (event) => {
      if (event.key === 'Enter') app.go(`#/search?q=${encodeURIComponent(event.target.value)}`);
      if (event.key === 'Escape') event.target.blur();
      if (event.key === 'ArrowDown' && route().name === 'search') {
        event.preventDefault();
        view.focusFirst();
      }
    },
  });
  return h('header', { class: 'bar' },
    h('a', { class: 'brand', href: '#/today' }, h('img', { src: '/icon.svg', alt: '', width: 28, height: 28 }),
      h('span', {}, h('b', {}, 'Sohoa'), app.office ? h('small', {}, app.office) : null)),
    h('nav', { 'aria-label': t('nav.label') }, link('today'), link('search'), link('report')),
    h('label', { class: 'quick' }, icon('search'), search, h('kbd', {}, '/')),
    h('div', { class: 'bar-end' },
      h('span', { class: 'live', id: 'live', title: t('live.connecting') }),
      h('button', { class: 'quiet icon-only', type: 'button', title: t('keys.title'), onclick: showKeys }, icon('keyboard')),
      languageButton(),
      h('button', { class: 'quiet who', type: 'button', title: t('password.title'), onclick: askPassword }, app.me.display || app.me.user),
      h('button', { class: 'quiet', type: 'button', onclick: signOut }, t('signout'))));
}

function onLiveState(state) {
  const dot = document.getElementById('live');
  if (!dot) return;
  dot.className = `live live-${state}`;
  dot.title = t(`live.${state}`);
}

function onEvent(kind, data) {
  if (kind === 'paper' && data.change === 'removed') app.list.ids = app.list.ids.filter((id) => id !== data.paper);
  view?.onEvent?.(kind, data);
}

function showDesk() {
  view?.close?.();
  view = null;
  header = buildHeader();
  replace(root, header, main);
  stopEvents?.();
  stopEvents = watchEvents({ onEvent, onState: onLiveState });
  show();
}

function showSignIn() {
  stopEvents?.();
  stopEvents = null;
  view?.close?.();
  view = null;
  app.me = null;
  document.title = `${t('signin.title')} · Sohoa`;
  replace(root, signInView({ languageButton: languageButton(), onSignedIn: start }));
}

async function start(me) {
  useCsrf(me.csrf);
  app.me = me;
  const [{ types }, hello] = await Promise.all([get('/types'), get('/hello')]);
  app.types = new Map(types.map((type) => [type.type, type]));
  app.office = hello.office;
  showDesk();
}

document.addEventListener('keydown', (event) => {
  if (!app.me || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (!isTyping(event)) {
    if (event.key === '/') {
      event.preventDefault();
      document.getElementById('quick').select();
      return;
    }
    if (event.key === '?') return void showKeys();
    if (event.key === 't') return void app.go('#/today');
  }
  view?.onKey?.(event);
});

window.addEventListener('hashchange', show);
window.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  if (event.reason?.status !== 401) note(event.reason?.message || t('error.network'), 'error');
});

whenSignedOut(() => app.me && showSignIn());
await loadLanguage(savedLanguage());
try {
  await start(await get('/me'));
} catch {
  showSignIn();
}
