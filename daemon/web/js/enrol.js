// A scanner into the settings, for administrators: picked from what is connected, or named by its address.

import { get, post } from './api.js';
import { h, icon, note, replace } from './dom.js';
import { t } from './i18n.js';

// A name that the settings take: a folder of the spool is called so.
const plainName = (text) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 64);

export function askScanner() {
  const list = h('div', { class: 'devices', role: 'radiogroup', 'aria-label': t('enrol.connected') }, h('p', { class: 'muted' }, h('span', { class: 'spinner' }), ' ', t('enrol.looking')));
  const address = h('input', { id: 'enrol-address', type: 'url', placeholder: 'http://192.168.1.20/eSCL/', autocomplete: 'off', oninput: () => choose('') });
  const label = h('input', { id: 'enrol-label', required: true, maxlength: 100, oninput: () => { if (!named) name.value = plainName(label.value); } });
  const name = h('input', { id: 'enrol-name', required: true, maxlength: 64, pattern: '[a-z0-9_\\-]+', oninput: () => { named = true; } });
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  let named = false;
  let device = '';

  function fail(text) {
    replace(problem, icon('alert'), text);
    problem.hidden = false;
  }

  function choose(value) {
    device = value;
    if (value) address.value = '';
    for (const one of list.querySelectorAll('input')) one.checked = one.value === value;
  }

  function deviceLine(one) {
    const text = [one.vendor, one.model].filter(Boolean).join(' ');
    return h('label', { class: 'device' },
      h('input', { type: 'radio', name: 'device', value: one.device, disabled: !one.match, onchange: () => {
        choose(one.device);
        if (!label.value) {
          label.value = text;
          name.value = named ? name.value : plainName(text);
        }
      } }),
      h('span', {}, text || one.device, h('small', { class: 'muted' }, ` ${one.match ? one.serial || one.port || '' : t('enrol.twin')}`)));
  }

  async function look() {
    try {
      const { connected } = await get('/scanners/connected');
      replace(list, connected.length ? connected.map(deviceLine) : h('p', { class: 'muted' }, t('enrol.nothing')));
    } catch (error) {
      replace(list, h('p', { class: 'problem' }, icon('alert'), error.message));
    }
  }

  async function submit(event) {
    event.preventDefault();
    const chosen = address.value.trim() || device;
    if (!chosen) return fail(t('enrol.choose'));
    try {
      await post('/scanners', { name: name.value, label: label.value, device: chosen });
      dialog.close();
      note(t('enrol.done', { name: label.value }));
    } catch (error) {
      fail(error.message);
    }
    return undefined;
  }

  const line = (field, text) => [h('label', { for: field.id }, text), field];
  const dialog = h('dialog', { class: 'password', onclose: () => dialog.remove() },
    h('form', { onsubmit: submit }, h('h2', {}, t('enrol.title')), problem, list, line(address, t('enrol.address')),
      line(label, t('enrol.label')), line(name, t('enrol.name')),
      h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: () => dialog.close() }, t('cancel')), h('button', { class: 'main' }, t('enrol.add')))));
  document.body.append(dialog);
  dialog.showModal();
  look();
}

export const enrolButton = (me) => me.role === 'admin'
  ? h('button', { type: 'button', class: 'quiet', dataset: { action: 'enrol' }, onclick: askScanner }, icon('plus'), t('enrol.title')) : null;
