// What the night's reading brought, and what waits for the next one.

import { get, post } from './api.js';
import { h, icon, note, replace } from './dom.js';
import { bytes, moment, number, t, timeOfDay } from './i18n.js';

function figure(label, value, tone = '') {
  return h('div', { class: `figure ${tone}` }, h('b', {}, number(value)), h('span', {}, label));
}

export function nightCard() {
  const element = h('section', { class: 'card night' });

  async function startNow(event) {
    event.target.disabled = true;
    try {
      await post('/batch');
      note(t('night.started'));
    } catch (error) {
      note(error.message, 'error');
    }
    load();
  }

  function draw({ run }, status) {
    const going = status.daemon.batch_going || run?.state === 'going';
    const waiting = status.jobs.backlog;
    const next = status.daemon.batch_next;
    replace(element,
      h('h2', {}, icon('moon'), ' ', t('night.title')),
      run ? h('p', { class: 'muted' }, going ? t('night.going') : t(`night.state.${run.state}`, { time: moment(run.finished) })) : h('p', { class: 'muted' }, t('night.never')),
      run ? h('div', { class: 'figures' },
        figure(t('night.read'), run.pages_read),
        figure(t('night.improved'), run.improved, 'good'),
        figure(t('night.doubtful'), run.doubtful, run.doubtful ? 'bad' : '')) : null,
      waiting || next ? h('p', { class: 'muted small' }, waiting ? t('night.waiting', { n: number(waiting) }) : '', next ? ` ${t('night.next', { time: timeOfDay(next) })}` : '') : null,
      waiting && !going ? h('button', { class: 'quiet', type: 'button', onclick: startNow }, t('night.now')) : null,
      status.daemon.raw_waiting ? h('p', { class: 'small' }, icon('alert'), ' ', t(status.daemon.backup ? 'night.backup_old' : 'night.backup_never', { n: number(status.daemon.raw_waiting) })) : null,
      status.daemon.disk_free_bytes ? h('p', { class: 'muted small' }, t('night.disk', { free: bytes(status.daemon.disk_free_bytes) })) : null);
  }

  async function load() {
    const [summary, status] = await Promise.all([get('/batch/summary'), get('/status')]);
    draw(summary, status);
  }

  load();
  return { element, load };
}
