// The day's stacks: those of several pages, and those with something to look at.

import { get } from './api.js';
import { h, icon, replace } from './dom.js';
import { t, timeOfDay } from './i18n.js';

export function stacksCard(day) {
  const element = h('section', { class: 'card stacks', hidden: true });

  function line(source) {
    const about = [source.scanner || source.name, t('stack.count', { n: source.npages }), t('stacks.papers', { n: source.npapers })];
    return h('li', {}, h('a', { class: 'stacks-line', href: `#/stack/${source.id}`, dataset: { id: source.id } },
      h('time', {}, timeOfDay(source.created)), h('span', {}, about.filter(Boolean).join(' · ')),
      source.warnings ? h('span', { class: 'badge badge-warning' }, icon('alert'), t('stacks.warnings', { n: source.warnings })) : null));
  }

  async function load() {
    const { sources } = await get(`/sources?limit=100${day() ? `&day=${day()}` : ''}`);
    const shown = sources.filter((s) => s.warnings || s.npages > 1);
    element.hidden = !shown.length;
    replace(element, h('h2', {}, icon('copy'), ' ', t('stacks.title')), h('ul', {}, shown.map(line)));
  }

  return { element, load };
}
