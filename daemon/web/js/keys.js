// The list of keys, in a dialog.

import { h } from './dom.js';
import { t } from './i18n.js';

const KEYS = [
  ['/', 'keys.search'],
  ['t', 'keys.today'],
  ['↑ ↓', 'keys.move'],
  ['Enter', 'keys.open'],
  ['← →', 'keys.papers'],
  ['n', 'keys.finding'],
  ['e', 'keys.edit'],
  ['Esc', 'keys.back'],
  ['+ − 0', 'keys.zoom'],
  ['p', 'keys.pdf'],
  ['d', 'keys.confirm'],
];

export function showKeys() {
  const dialog = h('dialog', { class: 'keys', onclose: () => dialog.remove() },
    h('h2', {}, t('keys.title')),
    h('dl', {}, KEYS.map(([key, text]) => [h('dt', {}, key.split(' ').map((k) => h('kbd', {}, k))), h('dd', {}, t(text))])),
    h('form', { method: 'dialog' }, h('button', { class: 'main' }, t('close'))));
  document.body.append(dialog);
  dialog.showModal();
}
