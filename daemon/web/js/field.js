// One field of a paper: its value, where it came from, and correcting it in place.

import { patch, post } from './api.js';
import { h, icon, note, replace } from './dom.js';
import { lang, pick, pickMessage, t, timeOfDay } from './i18n.js';

// Below this the machine itself is not sure; nobody else complained, so it is only a hint.
const UNSURE = 0.75;

// What troubles a field, the worst first: an open finding of it, else the machine's own doubt.
export function fieldKind(field, findings) {
  const open = findings.filter((f) => f.field === field.key && f.state === 'open');
  if (open.some((f) => f.severity === 'error')) return 'error';
  if (open.some((f) => f.severity === 'warning')) return 'warning';
  if (field.author === 'clerk') return 'clerk';
  if (field.value && field.confidence < UNSURE) return 'unsure';
  return field.state === 'repaired' ? 'repaired' : 'plain';
}

function provenance(field) {
  if (field.author === 'clerk') {
    return h('small', { class: 'from' }, icon('pen'), t('field.by', { user: field.user, time: timeOfDay(field.time) }));
  }
  if (field.state === 'repaired' && field.read !== field.value) return h('small', { class: 'from' }, t('field.read_as', { read: field.read || '…' }));
  return null;
}

function valueText(field, kind) {
  if (field.value) return h('span', { class: 'value', title: kind === 'unsure' ? t('field.unsure', { n: Math.round(field.confidence * 100) }) : null }, field.value);
  return h('span', { class: 'value value-none' }, t(field.state === 'unreadable' ? 'field.unreadable' : 'field.absent'));
}

/*
 * host: {paper(), findings(), take(paper), look(key)}. The row shows, edits, and after a change hands the new paper to
 * the host, which draws everything again.
 */
export function fieldRow(field, host) {
  const kind = fieldKind(field, host.findings());
  const row = h('div', { class: `field field-${kind}`, tabindex: 0, dataset: { key: field.key } });
  const path = () => `/papers/${host.paper().id}/fields/${encodeURIComponent(field.key)}`;

  function show() {
    row.classList.remove('field-editing');
    replace(row,
      h('span', { class: 'label' }, pick(field.label)),
      h('span', { class: 'field-value' }, valueText(field, kind), provenance(field)),
      h('span', { class: 'field-tools' },
        field.author === 'clerk' ? h('button', { class: 'icon-only quiet', type: 'button', title: t('field.undo'), onclick: undo }, icon('undo')) : null,
        h('button', { class: 'icon-only quiet', type: 'button', title: t('field.edit'), onclick: edit, tabindex: -1 }, icon('pen'))));
  }

  async function undo(event) {
    event.stopPropagation();
    try {
      host.take((await post(`${path()}/undo`, { version: host.paper().version })).paper, field.key);
      note(t('field.undone'));
    } catch (error) {
      note(error.message, 'error');
    }
  }

  function askWhich(mine, body) {
    const theirs = body.current.value;
    const who = body.current.author === 'clerk' ? t('field.by', { user: body.current.user, time: timeOfDay(body.current.time) }) : t('field.machine');
    const choose = (value) => () => save(value, body.version);
    const choice = (text, value, run) =>
      h('button', { type: 'button', class: 'choice', onclick: run }, h('small', {}, text), h('b', {}, value || t('field.absent')));
    replace(row, h('span', { class: 'label' }, pick(field.label)),
      h('div', { class: 'stale', role: 'alert' }, h('p', {}, icon('alert'), pickMessage(body.error)),
        choice(t('field.theirs', { who }), theirs, () => host.reload(field.key)),
        choice(t('field.mine'), mine, choose(mine))));
    row.querySelector('.choice').focus();
  }

  async function save(value, version) {
    try {
      const answer = await patch(path(), { value, version });
      host.take(answer.paper, field.key);
      note(answer.warning ? pickMessage(answer.warning) : t('field.saved'), answer.warning ? 'error' : 'info');
    } catch (error) {
      if (error.status === 409 && error.code === 'stale') return askWhich(value, error.body);
      note(error.message, 'error');
      row.querySelector('input, textarea')?.focus();
    }
  }

  function edit(event) {
    event?.stopPropagation();
    if (row.classList.contains('field-editing')) return;
    row.classList.add('field-editing');
    const long = (field.value || field.read).length > 44;
    const input = h(long ? 'textarea' : 'input', {
      class: 'edit', value: field.value || '', rows: long ? 3 : null, lang: 'vi', spellcheck: 'false', autocomplete: 'off',
      'aria-label': pick(field.label),
      onkeydown: (key) => {
        key.stopPropagation();
        if (key.key === 'Enter' && !key.isComposing) {
          key.preventDefault();
          if (input.value.trim() === field.value) cancel();
          else save(input.value, host.paper().version);
        } else if (key.key === 'Escape') {
          cancel();
        }
      },
    });
    const cancel = () => {
      show();
      row.focus();
    };
    replace(row, h('span', { class: 'label' }, pick(field.label)), input,
      h('span', { class: 'edit-help' },
        field.read && field.read !== field.value ? h('button', { class: 'quiet', type: 'button', lang: lang(), onclick: () => { input.value = field.read; input.focus(); } },
          t('field.use_read', { read: field.read })) : null,
        h('span', {}, h('kbd', {}, 'Enter'), t('field.enter')), h('span', {}, h('kbd', {}, 'Esc'), t('field.esc'))));
    host.look(field.key);
    input.focus();
    input.select();
  }

  row.addEventListener('focus', () => host.look(field.key));
  row.addEventListener('dblclick', edit);
  row.addEventListener('keydown', (event) => {
    if (event.target === row && event.key === 'Enter') {
      event.preventDefault();
      event.stopPropagation();
      edit();
    }
  });
  show();
  return { element: row, edit };
}
