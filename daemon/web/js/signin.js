// Signing in; on the very first run, how to make the first account.

import { get, post } from './api.js';
import { h, icon, replace } from './dom.js';
import { t } from './i18n.js';

export function signInView({ languageButton, onSignedIn }) {
  const user = h('input', { id: 'user', name: 'user', autocomplete: 'username', autocapitalize: 'none', required: true });
  const password = h('input', { id: 'password', name: 'password', type: 'password', autocomplete: 'current-password', required: true });
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const button = h('button', { class: 'main wide', type: 'submit' }, t('signin.button'));
  const office = h('p', { class: 'signin-office' });
  const first = h('div', {});

  async function submit(event) {
    event.preventDefault();
    button.disabled = true;
    problem.hidden = true;
    try {
      await onSignedIn(await post('/session', { user: user.value.trim(), password: password.value }));
    } catch (error) {
      replace(problem, icon('alert'), error.message);
      problem.hidden = false;
      password.select();
    }
    button.disabled = false;
  }

  get('/hello').then((hello) => {
    office.textContent = hello.office;
    if (hello.has_users && hello.first_run) {
      replace(first, h('div', { class: 'hint' }, icon('info'), h('div', {}, h('b', {}, t('signin.first_run')), h('p', {}, t('signin.first_password')))));
    }
    if (!hello.has_users) {
      replace(first, h('div', { class: 'hint' }, icon('info'), h('div', {}, h('b', {}, t('signin.first')), h('p', {}, t('signin.how')),
        h('code', {}, 'sohoa user add TEN-DANG-NHAP --admin'))));
    }
  }).catch((error) => {
    replace(problem, icon('alert'), error.message);
    problem.hidden = false;
  });

  setTimeout(() => user.focus());
  return h('main', { class: 'signin' },
    h('form', { class: 'card signin-card', onsubmit: submit },
      h('img', { src: '/icon.svg', alt: '', width: 56, height: 56 }),
      h('h1', {}, 'Sohoa'), office, first, problem,
      h('label', { for: 'user' }, t('signin.user')), user,
      h('label', { for: 'password' }, t('signin.password')), password,
      button,
      h('p', { class: 'signin-foot' }, t('signin.forgot'))),
    h('div', { class: 'signin-language' }, languageButton));
}
