// Building the page: elements from data, never markup from strings.

const SVG = 'http://www.w3.org/2000/svg';

function apply(element, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.setAttribute('class', value);
    else if (name === 'dataset') Object.assign(element.dataset, value);
    else if (name === 'value' || name === 'checked' || name === 'disabled') element[name] = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

function fill(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  apply(element, props ?? {});
  return fill(element, children);
}

export function svg(tag, props = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  apply(element, props);
  return fill(element, children);
}

export function replace(element, ...children) {
  element.replaceChildren();
  return fill(element, children);
}

const ICONS = {
  alert: 'M12 3 2 20h20L12 3Zm0 6v5m0 3v.5',
  question: 'M9.2 9a2.9 2.9 0 1 1 4 2.7c-.8.4-1.2.9-1.2 1.8M12 17v.5M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  checks: 'm2 12.5 4 4L13 9m-2.5 6 1.5 1.5L20 9',
  pen: 'm4 20 1-4L16 5l3 3L8 19l-4 1Z',
  undo: 'M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3',
  left: 'm15 5-7 7 7 7',
  right: 'm9 5 7 7-7 7',
  back: 'M20 12H5m6-7-7 7 7 7',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 21 21',
  scan: 'M4 8V5a1 1 0 0 1 1-1h3m8 0h3a1 1 0 0 1 1 1v3m0 8v3a1 1 0 0 1-1 1h-3m-8 0H5a1 1 0 0 1-1-1v-3m0-4h16',
  upload: 'M12 16V4m-5 5 5-5 5 5M4 17v3h16v-3',
  file: 'M6 3h8l5 5v13H6V3Zm8 0v5h5',
  download: 'M12 4v12m-5-5 5 5 5-5M4 20h16',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  width: 'M3 12h18M7 8l-4 4 4 4m10-8 4 4-4 4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z',
  clock: 'M12 7v5l3.5 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z',
  cross: 'm6 6 12 12M18 6 6 18',
  copy: 'M8 8h12v12H8zM4 16V4h12',
  keyboard: 'M3 6h18v12H3zM7 10h.5m3 0h.5m3 0h.5m3 0h.5M8 14h8',
  info: 'M12 11v6m0-9.5V7m0 14a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z',
};

export function icon(name) {
  return svg('svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' }, svg('path', { d: ICONS[name] }));
}

// A short message at the foot of the page; errors stay longer.
export function note(text, kind = 'info') {
  const item = h('div', { class: `note note-${kind}` }, icon(kind === 'error' ? 'alert' : 'check'), h('span', {}, text));
  document.getElementById('notes').append(item);
  setTimeout(() => item.remove(), kind === 'error' ? 8000 : 3500);
}

// Asks before what cannot be taken back; true when the clerk says yes.
export function ask({ title, text, yes, no }) {
  return new Promise((resolve) => {
    const dialog = h('dialog', { class: 'ask', onclose: () => { dialog.remove(); resolve(dialog.returnValue === 'yes'); } },
      h('h2', {}, title), h('p', {}, text),
      h('form', { method: 'dialog' }, h('button', { value: 'no' }, no), h('button', { class: 'main', value: 'yes' }, yes)));
    document.body.append(dialog);
    dialog.showModal();
  });
}

// Tells what happened to those who do not see it.
export function say(text) {
  document.getElementById('say').textContent = text;
}

export function debounce(ms, run) {
  let timer = 0;
  const later = (...args) => {
    clearTimeout(timer);
    timer = setTimeout(run, ms, ...args);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

export function isTyping(event) {
  return event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable]') !== null;
}
