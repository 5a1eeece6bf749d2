// Files from this computer: dropped, or chosen.

import { upload } from './api.js';
import { h, icon, note } from './dom.js';
import { t } from './i18n.js';

export function importCard(onDone) {
  const status = h('div', { class: 'uploads' });
  const input = h('input', { type: 'file', id: 'import', class: 'unseen', multiple: true, accept: 'image/*,application/pdf,.tif,.tiff',
    onchange: () => { take([...input.files]); input.value = ''; } });

  async function take(files) {
    for (const file of files) {
      const bar = h('progress', { max: 1, value: 0, 'aria-label': file.name });
      const line = h('div', { class: 'upload' }, h('small', {}, file.name), bar);
      status.append(line);
      try {
        await upload(file, (share) => { bar.value = share; });
        note(t('import.done', { name: file.name }));
      } catch (error) {
        note(`${file.name}: ${error.message}`, 'error');
      }
      line.remove();
    }
    onDone();
  }

  const zone = h('label', { class: 'drop', for: 'import' }, icon('upload'), h('span', {}, t('import.drop')), h('small', {}, t('import.kinds')));
  const over = (on) => (event) => {
    event.preventDefault();
    zone.classList.toggle('drop-over', on);
  };
  zone.addEventListener('dragover', over(true));
  zone.addEventListener('dragleave', over(false));
  zone.addEventListener('drop', (event) => {
    over(false)(event);
    take([...event.dataTransfer.files]);
  });
  return h('section', { class: 'card' }, h('h2', {}, t('import.title')), input, zone, status);
}
