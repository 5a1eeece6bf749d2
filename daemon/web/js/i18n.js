// Words in the clerk's language. Vietnamese first; the choice stays in this browser.

let words = {};
let language = 'vi';

export async function loadLanguage(wanted) {
  const name = wanted === 'en' ? 'en' : 'vi';
  const answer = await fetch(`/i18n/${name}.json`);
  if (!answer.ok) throw new Error(`i18n/${name}.json: ${answer.status}`);
  words = await answer.json();
  language = name;
  document.documentElement.lang = name;
  localStorage.setItem('language', name);
}

export function savedLanguage() {
  return localStorage.getItem('language') ?? 'vi';
}

export function lang() {
  return language;
}

// t('today.count', {n: 3}): "{n}" in the text becomes 3; an unknown key shows itself, so that it is noticed.
export function t(key, values = {}) {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

// The right one of {vi, en}, or of message / message_en.
export function pick(labels) {
  return labels?.[language] || labels?.vi || '';
}

export function pickMessage(thing) {
  return (language === 'en' && thing.message_en) || thing.message || '';
}

const locale = () => (language === 'en' ? 'en-GB' : 'vi-VN');

export function timeOfDay(iso) {
  return iso ? new Date(iso).toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit' }) : '';
}

export function moment(iso) {
  return iso ? `${dayText(iso.slice(0, 10))} ${timeOfDay(iso)}` : '';
}

// "2025-09-30" as 30/09/2025; partial dates (1932, 1932-05) likewise.
export function dayText(iso) {
  return iso ? iso.split('-').reverse().join('/') : '';
}

export function longDay(day) {
  return new Date(`${day}T12:00:00`).toLocaleDateString(locale(), {
    weekday: 'long', day: 'numeric', month: 'long', year: 'numeric',
  });
}

// Today by this computer's clock, moved by some days: "2025-09-30".
export function civilDay(date = new Date()) {
  const two = (n) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export function movedDay(day, by) {
  const date = new Date(`${day}T12:00:00`);
  date.setDate(date.getDate() + by);
  return civilDay(date);
}

export function number(n) {
  return Number(n).toLocaleString(locale());
}

export function bytes(n) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let at = 0;
  for (; n >= 1000 && at < units.length - 1; at++) n /= 1000;
  return `${n.toLocaleString(locale(), { maximumFractionDigits: n < 10 && at ? 1 : 0 })} ${units[at]}`;
}
