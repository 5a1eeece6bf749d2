// A cover sheet to print: laid on a dossier's papers, it begins that dossier when the stack is scanned.

import { coverOf, get } from './api.js';
import { h, icon } from './dom.js';
import { pick, t } from './i18n.js';

export function askCover() {
  const dossier = h('input', { id: 'cover-dossier', maxlength: 96, autocomplete: 'off' });
  const procedure = h('select', { id: 'cover-procedure' }, h('option', { value: '' }, t('cover.no_procedure')));
  const sheets = h('input', { id: 'cover-sheets', type: 'number', min: 1, max: 9999 });

  // Without the list a cover can still be printed.
  get('/procedures').then(({ procedures }) => procedures.forEach((one) => procedure.append(h('option', { value: one.key }, pick(one.label)))), () => {});

  function submit(event) {
    event.preventDefault();
    const said = { dossier: dossier.value.trim(), procedure: procedure.value, sheets: sheets.value };
    window.open(coverOf(Object.fromEntries(Object.entries(said).filter(([, value]) => value))), '_blank');
    dialog.close();
  }

  const line = (field, text) => [h('label', { for: field.id }, text), field];
  const dialog = h('dialog', { class: 'password', onclose: () => dialog.remove() },
    h('form', { onsubmit: submit }, h('h2', {}, t('cover.title')), h('p', { class: 'muted' }, t('cover.about')),
      line(dossier, t('cover.dossier')), line(procedure, t('cover.procedure')), line(sheets, t('cover.sheets')),
      h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: () => dialog.close() }, t('cancel')),
        h('button', { class: 'main' }, icon('copy'), t('cover.print')))));
  document.body.append(dialog);
  dialog.showModal();
}

// The sheet whose code can't be read: the dossier that it begins, as the clerk says.
export function askDossierOfCover(onSaid) {
  const dossier = h('input', { id: 'said-dossier', maxlength: 96, autocomplete: 'off' });
  const dialog = h('dialog', { class: 'password', onclose: () => dialog.remove() },
    h('form', { onsubmit: (event) => {
      event.preventDefault();
      dialog.close();
      onSaid(dossier.value.trim());
    } }, h('h2', {}, t('stack.is_cover')), h('label', { for: dossier.id }, t('cover.dossier_on_it')), dossier,
      h('div', { class: 'buttons' }, h('button', { type: 'button', onclick: () => dialog.close() }, t('cancel')), h('button', { class: 'main' }, t('stack.save')))));
  document.body.append(dialog);
  dialog.showModal();
}

export const coverButton = () => h('button', { type: 'button', class: 'quiet', dataset: { action: 'cover' }, onclick: askCover }, icon('copy'), t('cover.title'));
