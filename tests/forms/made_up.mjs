// The made-up people, places, days and numbers of one paper, and the words to print them with: the scope of a form's {{expressions}}.

import { readFileSync } from 'node:fs';

const lists = JSON.parse(readFileSync(new URL('lists.json', import.meta.url), 'utf8'));
const REFORM = Date.UTC(2025, 6, 1); // districts are abolished
const DAY = 86400000;
const MONTHS = [, 'một', 'hai', 'ba', 'tư', 'năm', 'sáu', 'bảy', 'tám', 'chín', 'mười', 'mười một', 'mười hai'];
const UNITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'];

const two = (n) => String(n).padStart(2, '0');
const capital = (s) => s && s[0].toUpperCase() + s.slice(1);
const upper = (s) => s.toUpperCase();

// A day is a Date at midnight UTC; '' stays '' (what nobody knows).
const on = (f) => (d) => (d ? f(d.getUTCDate(), d.getUTCMonth() + 1, d.getUTCFullYear()) : '');
const slashes = on((d, m, y) => `${two(d)}/${two(m)}/${y}`);
const dots = on((d, m, y) => `${two(d)}.${two(m)}.${y}`);
const dashes = on((d, m, y) => `${two(d)}-${two(m)}-${y}`);
const long = on((d, m, y) => `ngày ${two(d)} tháng ${m < 3 ? two(m) : m} năm ${y}`);
const year = on((d, m, y) => String(y));
// Pieces of markup: a value, a labelled part of a line, a labelled line. A key that ends with "?" may stay blank.
const v = (key, value) => `<v key="${key.replace('?', '')}"${key.endsWith('?') ? '' : ' required'}>${value}</v>`;
const part = (label, key, value, behind = '') => `<span class="q"><label>${label} </label>${v(key, value)}${behind}</span>`;
const f = (label, key, value, behind = '') => `<p class="f"><label>${label} </label>${v(key, value)}${behind}</p>`;
const row = (label, key, value) => `<tr><td><label>${label}</label></td><td>${v(key, value)}</td></tr>`;

const add = (d, days) => new Date(d.getTime() + days * DAY);

function underHundred(n, mung) {
  if (n < 10) return (mung ? 'mồng ' : '') + UNITS[n];
  const ten = n < 20 ? 'mười' : `${UNITS[Math.floor(n / 10)]} mươi`;
  const unit = n % 10;
  if (unit === 0) return ten;
  if (unit === 1 && n > 20) return `${ten} mốt`;
  if (unit === 5) return `${ten} lăm`;
  if (unit === 4 && n > 20) return `${ten} tư`;
  return `${ten} ${UNITS[unit]}`;
}

function yearWords(y, zero) {
  const rest = y % 100;
  const tail = rest === 0 ? '' : rest < 10 ? ` ${zero} ${UNITS[rest]}` : ` ${underHundred(rest)}`;
  const hundreds = Math.floor(y / 100) % 10;
  return `${UNITS[Math.floor(y / 1000)]} nghìn ${UNITS[hundreds]} trăm${tail}`;
}

export function madeUp(r, form) {
  const { pick, int, chance } = r;
  const half = () => `${pick(lists.halves_first)} ${pick(lists.halves_second)}`;
  const dayBetween = (from, to) => new Date(from.getTime() + DAY * int(0, Math.max(0, Math.floor((to - from) / DAY))));
  const mung = chance(0.3);
  const zero = pick('linh', 'lẻ');
  const words = on((d, m, y) => `Ngày ${underHundred(d, mung)}, tháng ${MONTHS[m]}, năm ${yearWords(y, zero)}`.replaceAll(',', chance(0.5) ? ',' : ''));

  const place = (when, province = pick(lists.provinces)) => {
    const town = province.name.startsWith('thành phố');
    const commune = `${town && chance(0.6) ? 'phường' : pick('xã', 'xã', 'xã', 'thị trấn')} ${half()}`;
    const district = when < REFORM ? `${commune.startsWith('phường') ? 'quận' : 'huyện'} ${half()}` : '';
    const village = commune.startsWith('phường') || chance(0.15) ? `Số ${int(1, 240)} ${pick(lists.streets)}` : pick(lists.villages);
    return { village, commune, district, province: province.name, code: province.code, cmnd: province.cmnd };
  };
  const communeOf = (p) => [p.commune, p.district, p.province].filter(Boolean).join(', ');
  const home = (p) => (p ? `${p.village}, ${communeOf(p)}` : '');

  const person = (female, born, like = {}) => {
    const home_ = like.home ?? place(like.when ?? born);
    const surname = like.surname ?? pick(lists.surnames);
    const middle = pick(female ? lists.middles_woman : lists.middles_man);
    const name = `${surname} ${middle} ${pick(female ? lists.given_woman : lists.given_man)}`;
    const century = born.getUTCFullYear() >= 2000 ? 2 : 0;
    const code = like.code ?? home_.code;
    const id = `${code}${century + (female ? 1 : 0)}${two(born.getUTCFullYear() % 100)}${String(int(1, 29999)).padStart(6, '0')}`;
    return { name, surname, female, sex: female ? 'Nữ' : 'Nam', born, ethnic: like.ethnic ?? pick(lists.ethnic), nation: 'Việt Nam', home: home_, native: like.native ?? home_, id,
      cmnd: home_.cmnd + String(int(1000000, 9999999)), phone: `0${pick(3, 7, 8, 9)}${int(10000000, 99999999)}`, title: female ? 'bà' : 'ông' };
  };
  const nobody = { name: '', surname: '', sex: '', born: '', ethnic: '', nation: '', home: null, native: null, id: '', cmnd: '', phone: '' };
  const years = (n) => Math.round(n * 365.25);

  // An identity paper as people write it in one line.
  const paper = (p, when) => {
    if (!p.name) return '';
    const adult = add(p.born, years(18)).getTime();
    const issued = dayBetween(new Date(Math.max(adult, Date.UTC(when.getUTCFullYear() < 2021 ? 2008 : 2021, 2, 1))), add(when, -5));
    if (when.getUTCFullYear() < 2021)
      return pick(`Giấy CMND số ${p.cmnd}, Công an ${p.home.province} cấp ngày ${slashes(issued)}`, `CMND số ${p.cmnd} do Công an ${p.home.province} cấp ngày ${slashes(issued)}`);
    const issuer = issued >= Date.UTC(2024, 6, 1) ? 'Bộ Công an' : pick(lists.issuers);
    return pick(`Căn cước công dân số ${p.id}, ${issuer} cấp ngày ${slashes(issued)}`, `Thẻ CCCD số ${p.id}, cấp ngày ${slashes(issued)}, nơi cấp: ${issuer}`,
      `CCCD số: ${p.id} do ${issuer} cấp ngày ${slashes(issued)}`);
  };

  const since = new Date(form.since ?? '2016-01-01');
  const until = new Date(form.until ?? '2025-06-01');
  const event = dayBetween(since, add(until, -120));
  const registered = add(event, int(1, 50));
  const issued = add(registered, int(0, 60));
  const office = place(issued);
  const homes = { when: registered };
  const mother = person(true, add(event, -years(int(19, 38))), homes);
  const known = !chance(form.father_unknown ?? 0.12);
  const father = known ? person(false, add(event, -years(int(21, 45))), homes) : nobody;
  const child = person(chance(0.5), event, { surname: (known ? father : mother).surname, home: (known ? father : mother).home, ethnic: (known ? father : mother).ethnic, code: office.code });
  const wife = person(true, add(event, -years(int(19, 40))), homes);
  const husband = person(false, add(event, -years(int(21, 45))), homes);
  const dead = person(chance(0.5), add(event, -years(int(50, 96))), homes);
  const adult = person(chance(0.5), add(event, -years(int(20, 60))), homes);
  const other = person(chance(0.5), add(event, -years(int(20, 60))), homes);
  const signer = person(chance(0.3), add(event, -years(int(35, 58))), homes);
  const clerk = person(chance(0.6), add(event, -years(int(25, 55))), homes);

  const bare = (name) => name.replace(/^(xã|phường|thị trấn|huyện|quận|tỉnh|thành phố) /, '');
  const seal = (p) => upper(`ỦY BAN NHÂN DÂN ${p.commune}`);
  const n = (low, high) => two(int(low, high));

  // The stamp of a certified copy, under whatever was copied.
  const copyStamp = () => `<div style="margin-top:14mm;width:${pick('58%', '64%')};margin-left:auto;text-align:center">
<p class="b">${pick('CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH', 'Chứng thực bản sao đúng với bản chính')}</p>
<p>Số chứng thực${pick(': ', ' ')}<v key="so_chung_thuc" required>${int(1, 4200)}</v> ${pick('quyển số', 'Quyển số', '- Quyển số')}${pick(': ', ' ')}<v key="quyen_so" required>${n(1, 4)}/${year(issued)}-SCT/BS</v></p>
<p class="i">${pick('', bare(office.commune) + ', ')}<v key="ngay_chung_thuc" required>${pick(long(issued), long(issued), capital(long(issued)))}</v></p>
<div style="position:relative"><p class="b">${pick('TM. ỦY BAN NHÂN DÂN XÃ<br>CHỦ TỊCH', 'TM. UBND ' + upper(office.commune) + '<br>CHỦ TỊCH', 'KT. CHỦ TỊCH<br>PHÓ CHỦ TỊCH', 'TUQ. CHỦ TỊCH<br>CÔNG CHỨC TƯ PHÁP - HỘ TỊCH', 'NGƯỜI THỰC HIỆN CHỨNG THỰC')}</p><seal required>${seal(office)}</seal><signature required></signature><p class="b"><v key="nguoi_ky" required>${signer.name}</v></p></div></div>`;

  return {
    ...r, ...lists, v, part, f, row, two, capital, upper, slashes, dots, dashes, long, year, words, add, years, place, home, communeOf, person, paper, dayBetween,
    event, registered, issued, office, mother, father, child, wife, husband, dead, adult, other, signer, clerk,
    committee: (p) => `Ủy ban nhân dân ${communeOf(p)}`,
    bare,
    hospital: (p) => `${pick(lists.hospitals)} ${p.district || p.commune}, ${p.province}`,
    seal, copyStamp,
    n,
  };
}
