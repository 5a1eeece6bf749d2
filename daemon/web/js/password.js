// Setting one's own password, in a dialog.

import { post, useCsrf } from './api.js';
import { h, icon, note, replace } from './dom.js';
import { t } from './i18n.js';

export function askPassword() {
  const input = (id, complete) => h('input', { id, type: 'password', autocomplete: complete, required: true });
  const [old, fresh, again] = [input('old-password', 'current-password'), input('new-password', 'new-password'), input('again-password', 'new-password')];
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const fail = (text) => {
    replace(problem, icon('alert'), text);
    problem.hidden = false;
  };

  async function submit(event) {
    event.preventDefault();
    if (fresh.value !== again.value) return fail(t('password.differ'));
    try {
      useCsrf((await post('/me/password', { password: old.value, new_password: fresh.value })).csrf);
      dialog.close();
      note(t('password.done'));
    } catch (error) {
      fail(error.message);
    }
    return undefined;
  }

  const line = (id, text, field) => [h('label', { for: id }, text), field];
  const dialog = h('dialog', { class: 'password', onclose: () => dialog.remove() },
    h('form', { onsubmit: submit }, h('h2', {}, t('password.title')), problem,
      line('old-password', t('password.old'), old), line('new-password', t('password.new'), fresh), line('again-password', t('password.again'), again),
      h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: () => dialog.close() }, t('cancel')), h('button', { class: 'main' }, t('password.set')))));
  document.body.append(dialog);
  dialog.showModal();
}
