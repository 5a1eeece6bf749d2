// A paper as one line of a list.

import { h, icon } from './dom.js';
import { dayText, pick, pickMessage, t, timeOfDay } from './i18n.js';

function badges(paper) {
  if (!paper.errors && !paper.warnings) return h('span', { class: 'badge badge-ok' }, icon('check'), t('badge.complete'));
  return [
    paper.errors ? h('span', { class: 'badge badge-error' }, t('badge.errors', { n: paper.errors })) : null,
    paper.warnings ? h('span', { class: 'badge badge-warning' }, t('badge.warnings', { n: paper.warnings })) : null,
  ];
}

export function paperRow(paper, { fresh = false } = {}) {
  const state = paper.errors ? 'error' : paper.warnings ? 'warning' : 'ok';
  const about = [paper.title ? pick(paper.label) : t('untitled'), dayText(paper.date), paper.npages > 1 ? t('pages', { n: paper.npages }) : ''];
  return h('li', {},
    h('a', { class: `row row-${state}${fresh ? ' row-fresh' : ''}`, href: `#/paper/${paper.id}`, dataset: { id: paper.id } },
      h('span', { class: 'row-text' },
        h('b', {}, paper.title || pick(paper.label)),
        h('small', {}, about.filter(Boolean).join(' · ')),
        paper.findings?.length ? h('span', { class: 'row-findings' }, paper.findings.map((f) => h('span', { class: `told told-${f.severity}` }, pickMessage(f)))) : null),
      h('span', { class: 'row-badges' }, badges(paper)),
      h('span', { class: 'row-mark', title: paper.confirmed ? t('confirmed') : '' }, paper.confirmed ? icon('checks') : null),
      h('time', {}, timeOfDay(paper.created))));
}
