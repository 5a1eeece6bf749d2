// What is missing or doubtful on a paper, the worst first, with its reason; dismissing asks why.

import { post } from './api.js';
import { h, icon, note, replace } from './dom.js';
import { pickMessage, t } from './i18n.js';

const ORDER = { missing: 0, unreadable: 1, contradiction: 2, doubtful: 3 };
const SEVERITY = { error: 0, warning: 1, info: 2 };
const ICONS = { missing: 'alert', unreadable: 'question', contradiction: 'alert', doubtful: 'question' };

export function sortedFindings(findings) {
  return [...findings].sort((a, b) => SEVERITY[a.severity] - SEVERITY[b.severity] || ORDER[a.code] - ORDER[b.code] || a.id - b.id);
}

// host: {paper(), take(paper), look(key), editField(key), hasField(key)}
export function findingItem(finding, host) {
  const path = `/papers/${host.paper().id}/findings/${finding.id}`;
  const item = h('li', { class: `finding finding-${finding.severity} finding-${finding.state}`, tabindex: 0, dataset: { key: `f${finding.id}`, field: finding.field } });

  async function send(action, body) {
    try {
      host.take((await post(`${path}/${action}`, { version: host.paper().version, ...body })).paper);
    } catch (error) {
      note(error.message, 'error');
      if (error.code === 'stale') host.reload();
    }
  }

  function askReason(event) {
    event.stopPropagation();
    const input = h('input', { class: 'edit', placeholder: t('finding.reason'), 'aria-label': t('finding.reason'), lang: 'vi',
      onkeydown: (key) => {
        key.stopPropagation();
        if (key.key === 'Enter' && input.value.trim()) send('dismiss', { reason: input.value.trim() });
        if (key.key === 'Escape') show();
      } });
    const quick = ['finding.quick.none', 'finding.quick.there', 'finding.quick.lawful'].map((key) =>
      h('button', { type: 'button', class: 'chip', onclick: () => send('dismiss', { reason: t(key) }) }, t(key)));
    replace(item, heading(), h('div', { class: 'reason' }, quick, input));
    input.focus();
  }

  const heading = () => h('div', { class: 'finding-head' }, icon(ICONS[finding.code]),
    h('div', {}, h('b', {}, pickMessage(finding)), finding.evidence ? h('small', {}, finding.evidence) : null,
      finding.state !== 'open' ? h('small', {}, t(`finding.${finding.state}`, { user: finding.user, reason: finding.reason })) : null));

  function show() {
    replace(item, heading(), h('div', { class: 'finding-tools' },
      finding.state === 'open' ? [
        host.hasField(finding.field) ? h('button', { class: 'quiet', type: 'button', onclick: (event) => { event.stopPropagation(); host.editField(finding.field); } }, icon('pen'), t(finding.code === 'missing' ? 'finding.fill' : 'finding.correct')) : null,
        h('button', { class: 'quiet', type: 'button', onclick: askReason }, t('finding.dismiss')),
      ] : null,
      finding.state === 'dismissed' ? h('button', { class: 'quiet', type: 'button', onclick: () => send('reopen', {}) }, icon('undo'), t('finding.reopen')) : null));
  }

  const look = () => host.look(finding.box ? `f${finding.id}` : finding.field);
  item.addEventListener('click', look);
  item.addEventListener('focus', look);
  item.addEventListener('keydown', (event) => {
    if (event.target === item && event.key === 'Enter' && host.hasField(finding.field)) {
      event.preventDefault();
      event.stopPropagation();
      host.editField(finding.field);
    }
  });
  show();
  return item;
}
