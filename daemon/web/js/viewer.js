// Page images, one under the other, with boxes drawn over them; zoom and pan by hand, wheel, buttons and keys.

import { imageOf, originalOf } from './api.js';
import { h, icon, replace, svg } from './dom.js';
import { t } from './i18n.js';

const STEPS = [0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 2.5, 3, 4];
const MARGIN = 16;

export function pageViewer({ onPick }) {
  const sheet = h('div', { class: 'sheets' });
  const scroller = h('div', { class: 'viewer-scroll', tabindex: 0, 'aria-label': t('viewer.label') }, sheet);
  const scale = h('output', {}, '');
  let pages = new Map(); // page id → {page, figure, layer}
  let zoom = 1; // 1: the page is as wide as the window
  let drag = null;

  const fitWidth = () => Math.max(scroller.clientWidth - 2 * MARGIN, 200);

  function layout() {
    for (const { page, figure } of pages.values()) {
      const width = Math.round(fitWidth() * zoom);
      figure.style.width = `${width}px`;
      figure.style.height = `${Math.round(width * (page.height || 1414) / (page.width || 1000))}px`;
    }
    scale.textContent = `${Math.round(zoom * 100)} %`;
  }

  // Changes the zoom around a point of the window, so that what one looks at stays there.
  function zoomTo(wanted, x = scroller.clientWidth / 2, y = scroller.clientHeight / 2) {
    const next = Math.min(Math.max(wanted, STEPS[0]), STEPS.at(-1));
    const fx = (scroller.scrollLeft + x) / scroller.scrollWidth;
    const fy = (scroller.scrollTop + y) / scroller.scrollHeight;
    zoom = next;
    layout();
    scroller.scrollLeft = fx * scroller.scrollWidth - x;
    scroller.scrollTop = fy * scroller.scrollHeight - y;
  }

  const zoomIn = () => zoomTo(STEPS.find((step) => step > zoom + 0.01) ?? zoom);
  const zoomOut = () => zoomTo(STEPS.findLast((step) => step < zoom - 0.01) ?? zoom);
  const zoomFit = () => zoomTo(1, 0, 0);

  function figureOf(page) {
    const layer = svg('svg', { class: 'boxes', viewBox: `0 0 ${page.width || 1000} ${page.height || 1414}`, 'aria-hidden': 'true' });
    const picture = page.image
      ? h('img', { src: imageOf(page.id), alt: t('viewer.page', { n: page.seq }), draggable: 'false',
        onerror: () => figure.classList.add('sheet-broken') })
      : null;
    const figure = h('figure', { class: `sheet ${page.image ? '' : 'sheet-none'}` }, picture,
      h('figcaption', {}, t(page.image ? 'viewer.failed' : 'viewer.not_kept')), page.image ? layer : null,
      page.image ? h('a', { class: 'button icon-only original', href: originalOf(page.id), title: t('viewer.original') }, icon('download')) : null);
    return { page, figure, layer };
  }

  function setPages(list) {
    pages = new Map(list.map((page) => [page.id, figureOf(page)]));
    replace(sheet, [...pages.values()].map(({ figure }) => figure));
    layout();
  }

  // boxes: [{key, page, box, kind, title}]; kind is the colour.
  function setBoxes(boxes) {
    for (const { layer } of pages.values()) replace(layer);
    for (const { key, page, box, kind, title } of boxes) {
      const at = pages.get(page);
      if (!at || !box) continue;
      const pad = Math.round((at.page.dpi || 300) / 50);
      at.layer.append(svg('rect', {
        class: `box box-${kind}`, x: box[0] - pad, y: box[1] - pad, width: box[2] + 2 * pad, height: box[3] + 2 * pad,
        rx: pad, 'data-key': key, onclick: () => onPick(key),
      }, svg('title', {}, title)));
    }
  }

  // Lights the box up and brings it into view, with room around it.
  function lookAt(key, { move = true } = {}) {
    for (const old of sheet.querySelectorAll('.box-now')) old.classList.remove('box-now');
    const box = [...sheet.querySelectorAll('.box')].find((item) => item.dataset.key === key);
    if (!box) return false;
    box.classList.add('box-now');
    box.parentNode.append(box);
    if (!move) return true;
    const seen = scroller.getBoundingClientRect();
    const place = box.getBoundingClientRect();
    const hidden = place.top < seen.top + 40 || place.bottom > seen.bottom - 40 || place.left < seen.left || place.right > seen.right;
    // A scroll that is still on its way would carry the box off again: stop it where it is.
    if (!hidden) {
      scroller.scrollTo({ top: scroller.scrollTop, left: scroller.scrollLeft, behavior: 'instant' });
      return true;
    }
    scroller.scrollTo({
      top: scroller.scrollTop + place.top + place.height / 2 - seen.top - seen.height * 0.4,
      left: scroller.scrollLeft + (place.width > seen.width ? place.left - seen.left - MARGIN : place.left + place.width / 2 - seen.left - seen.width / 2),
      behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth',
    });
    return true;
  }

  scroller.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    drag = { x: event.clientX, y: event.clientY, left: scroller.scrollLeft, top: scroller.scrollTop, moved: false };
  });
  scroller.addEventListener('pointermove', (event) => {
    if (!drag) return;
    const dx = event.clientX - drag.x;
    const dy = event.clientY - drag.y;
    if (!drag.moved && Math.abs(dx) + Math.abs(dy) < 4) return;
    if (!drag.moved) scroller.setPointerCapture(event.pointerId);
    drag.moved = true;
    scroller.classList.add('dragging');
    scroller.scrollLeft = drag.left - dx;
    scroller.scrollTop = drag.top - dy;
  });
  const drop = () => {
    drag = null;
    scroller.classList.remove('dragging');
  };
  scroller.addEventListener('pointerup', drop);
  scroller.addEventListener('pointercancel', drop);
  scroller.addEventListener('wheel', (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const seen = scroller.getBoundingClientRect();
    zoomTo(zoom * Math.exp(-event.deltaY / 400), event.clientX - seen.left, event.clientY - seen.top);
  }, { passive: false });
  scroller.addEventListener('dblclick', (event) => {
    const seen = scroller.getBoundingClientRect();
    zoomTo(zoom > 1.2 ? 1 : 2, event.clientX - seen.left, event.clientY - seen.top);
  });
  const watcher = new ResizeObserver(layout);
  watcher.observe(scroller);

  const tool = (picture, title, run) => h('button', { class: 'icon-only', type: 'button', title, onclick: run }, icon(picture));
  return {
    element: h('div', { class: 'viewer' }, scroller,
      h('div', { class: 'viewer-tools' }, tool('minus', t('viewer.out'), zoomOut), scale, tool('plus', t('viewer.in'), zoomIn),
        tool('width', t('viewer.fit'), zoomFit))),
    setPages,
    setBoxes,
    lookAt,
    key(name) {
      const run = { '+': zoomIn, '=': zoomIn, '-': zoomOut, 0: zoomFit }[name];
      run?.();
      return Boolean(run);
    },
    close: () => watcher.disconnect(),
  };
}
