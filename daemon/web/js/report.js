// The month's control figures, by kind of paper.

import { get } from './api.js';
import { h, icon, replace } from './dom.js';
import { civilDay, number, pick, t } from './i18n.js';

const COLUMNS = ['papers', 'pages', 'with_image', 'record_only', 'confirmed', 'papers_open', 'findings_solved', 'findings_dismissed'];

export function reportView(app, rest, query) {
  const month = query.get('month') ?? civilDay().slice(0, 7);
  const body = h('div', { class: 'card table-card' });
  const picker = h('input', { type: 'month', value: month, max: civilDay().slice(0, 7), 'aria-label': t('report.month'),
    onchange: () => picker.value && app.go(`#/report?month=${picker.value}`) });

  function draw(rows) {
    if (!rows.length) return replace(body, h('div', { class: 'empty' }, icon('file'), h('p', {}, t('report.nothing'))));
    const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
    return replace(body, h('table', {},
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('type')), COLUMNS.map((name) => h('th', { scope: 'col' }, t(`report.${name}`))))),
      h('tbody', {}, rows.map((row) => h('tr', {}, h('th', { scope: 'row' }, pick(row.label)), COLUMNS.map((name) => h('td', {}, number(row[name])))))),
      h('tfoot', {}, h('tr', {}, h('th', { scope: 'row' }, t('report.total')), COLUMNS.map((name) => h('td', {}, number(sum(name))))))));
  }

  get(`/report?month=${month}`).then(({ rows }) => draw(rows));
  return {
    element: h('div', { class: 'column' },
      h('div', { class: 'desk-head' }, h('div', {}, h('h1', {}, t('nav.report')), h('p', { class: 'muted' }, t('report.about'))), picker),
      body),
  };
}
