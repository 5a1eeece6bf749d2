// What stands on cards beyond words: their short addresses, codes, zones and pictures, and how their faces lie on a sheet.

import { execFileSync } from 'node:child_process';

const YEAR = 365.25 * 86400000;
const two = (n) => String(n).padStart(2, '0');

// 7-3-1 over digits, letters from 10, fillers 0 (ICAO Doc 9303 part 3).
function checkDigit(text) {
  const weights = [7, 3, 1];
  return [...text].reduce((sum, c, i) => sum + weights[i % 3] * (c === '<' ? 0 : parseInt(c, 36)), 0) % 10;
}

const checked = (text) => text + checkDigit(text);
const bareLetters = (s) => s.toUpperCase().replaceAll('Đ', 'D').normalize('NFD').replace(/[^A-Z ]/g, '');
const zoneDate = (d) => checked(`${two(d.getUTCFullYear() % 100)}${two(d.getUTCMonth() + 1)}${two(d.getUTCDate())}`);
const escaped = (s) => s.replaceAll('<', '&lt;');

function zoneName(name, width) {
  const [surname, ...given] = bareLetters(name).split(' ');
  return `${surname}<<${given.join('<')}`.padEnd(width, '<').slice(0, width);
}

function cardZone(p, expires) {
  const number = `IDVNM${checked(p.id.slice(3))}${checked(`${p.id}<<`)}`;
  const born = zoneDate(p.born);
  const ends = zoneDate(expires);
  const whole = checkDigit(`${number.slice(5)}${born}${ends}${'<'.repeat(11)}`);
  return [number, `${born}${p.female ? 'F' : 'M'}${ends}VNM${'<'.repeat(11)}${whole}`, zoneName(p.name, 30)];
}

function passportZone(p, number, expires) {
  const head = checked(number.padEnd(9, '<'));
  const born = zoneDate(p.born);
  const ends = zoneDate(expires);
  const personal = checked(p.id.padEnd(14, '<'));
  return [`P<VNM${zoneName(p.name, 39)}`, `${head}VNM${born}${p.female ? 'F' : 'M'}${ends}${personal}${checkDigit(head + born + ends + personal)}`];
}

// The card's words of a place: no "xã", "huyện", "tỉnh".
const short = (place, village = true) =>
  [village ? place.village : '', ...[place.commune, place.district, place.province].map((s) => s.replace(/^(xã|phường|thị trấn|huyện|quận|tỉnh|thành phố) /, '').replace('Hồ Chí Minh', 'TP. Hồ Chí Minh'))].filter(Boolean).join(', ');

export function cards(r, scope) {
  const { pick, chance, int, real } = r;
  const around = (middle, spread) => middle + (real() - 0.5) * 2 * spread;

  // Curves like those that printing works lay under a card's words.
  const pattern = (colours, width, height) => {
    let lines = '';
    for (let i = 0; i < 26; i++) {
      const y = (i / 25) * height;
      const swing = around(2.4, 1);
      lines += `<path d="M 0 ${y} C ${width * 0.3} ${y - swing * 3} ${width * 0.6} ${y + swing * 4} ${width} ${y - swing}" stroke="${pick(colours)}"/>`;
    }
    for (let i = 0; i < 16; i++) lines += `<ellipse cx="${width * 0.55}" cy="${height * 0.55}" rx="${6 + i * 1.7}" ry="${4 + i * 1.1}" transform="rotate(${i * 11} ${width * 0.55} ${height * 0.55})" stroke="${pick(colours)}"/>`;
    return `<svg class="pattern" viewBox="0 0 ${width} ${height}"><g fill="none" stroke-width="0.14">${lines}</g></svg>`;
  };
  const at = (x, y, width, inner, more = '') => `<div style="left:${x}mm;top:${y}mm;${width ? `width:${width}mm;` : ''}${more}">${inner}</div>`;

  // Words at a place of the face, in points of its own scale.
  const t = (x, y, size, inner, more = '') => `<p style="left:${x}mm;top:${y}mm;font-size:${size}pt;${more}">${inner}</p>`;

  const photo = (x, y, width) =>
    at(x, y, width, `<svg viewBox="0 0 30 40"><rect width="30" height="40" fill="#c9dbe6"/><path d="M3 40 q1 -13 12 -13 t12 13z" fill="${pick('#343a44', '#5a4038', '#dfe0e4')}"/><ellipse cx="15" cy="17" rx="7" ry="9" fill="#c79f86"/><path d="M8 15 q0 -10 7 -10 t7 10 q-7 -6 -14 0z" fill="#231c1a"/></svg>`);
  const emblem = (x, y, width) =>
    at(x, y, width, '<svg viewBox="0 0 40 40"><circle cx="20" cy="20" r="18" fill="#c5242c"/><circle cx="20" cy="20" r="18" fill="none" stroke="#dfb13a" stroke-width="3"/><polygon points="20,8 23,17 32,17 25,22 28,31 20,26 12,31 15,22 8,17 17,17" fill="#f3d54a"/></svg>');
  const chip = (x, y) =>
    at(x, y, 11, '<svg viewBox="0 0 44 34"><rect x="1" y="1" width="42" height="32" rx="5" fill="#d8bb62" stroke="#8a7434"/><path d="M1 12h14M1 22h14M29 12h14M29 22h14M15 1v32M29 1v32" stroke="#8a7434" fill="none"/></svg>');
  const finger = (x, y, width, colour = '#54504c') => {
    let ridges = '';
    for (let i = 1; i < 11; i++) ridges += `<ellipse cx="${20 + around(0, 0.6)}" cy="${26 + i * 0.3}" rx="${i * 1.6}" ry="${i * 2.1}" stroke-dasharray="${around(14, 6)} ${around(1.5, 1)}"/>`;
    return at(x, y, width, `<svg viewBox="0 0 40 52"><g fill="none" stroke="${colour}" stroke-width="0.9">${ridges}</g></svg>`);
  };
  const bars = (x, y, width, height) => {
    let lines = '';
    for (let i = 0, u = 0; u < 100; i++) {
      const wide = int(1, 3) * 0.5;
      if (i % 2 === 0) lines += `<rect x="${u}" y="0" width="${wide}" height="20"/>`;
      u += wide;
    }
    return at(x, y, width, `<svg viewBox="0 0 100 20" preserveAspectRatio="none" style="height:${height}mm">${lines}</svg>`);
  };

  // What light does to a laminated or hologrammed face: a pale spot that takes the print with it.
  const glare = (x, y, width, height, strength = 0.95) =>
    at(x, y, width, '', `height:${height}mm;background:radial-gradient(closest-side, rgba(255,255,255,${strength}) 55%, rgba(255,255,255,0));z-index:3;`);
  const crease = (width, height) => {
    const x = around(width / 2, width / 4);
    return `<svg class="pattern" style="z-index:3" viewBox="0 0 ${width} ${height}"><path d="M ${x} 0 L ${around(x, 12)} ${height}" stroke="#fff" stroke-width="0.5"/><path d="M ${x + 0.4} 0 L ${around(x, 12)} ${height}" stroke="#777" stroke-width="0.12"/></svg>`;
  };
  const hologram = (x, y, width) => at(x, y, width, '', `height:${width}mm;border-radius:50%;background:repeating-conic-gradient(rgba(180,220,235,.5) 0 12deg, rgba(240,225,250,.5) 12deg 24deg);`);

  // A QR code as the card has it, spoilt as often as told: too small for a scanner, under a spot, or across a crease.
  const qr = (payload, x, y, side, spoilt = 0.5) => {
    const svg = execFileSync('qrencode', ['-t', 'SVG', '--inline', '--svg-path', '-m', '1', '-l', 'L', '-8', '-o', '-', payload]).toString();
    const how = chance(spoilt) ? pick('small', 'spot', 'spot', 'crease', 'faint') : '';
    const size = how === 'small' ? side * 0.62 : side;
    const picture = at(x, y, size, svg.replace(/<svg [^>]*viewBox/, '<svg viewBox'), how === 'faint' ? 'filter:blur(0.45mm);' : '');
    if (how === 'spot') return picture + glare(x + side * real() * 0.3, y + side * real() * 0.3, side * 0.85, side * 0.8);
    if (how === 'crease') return picture + at(x, y + side * around(0.4, 0.1), side, '', `height:${side * 0.22}mm;background:#fff;z-index:3;`);
    return picture;
  };
  const payload = (p, address, issued) => {
    const day = (d) => `${two(d.getUTCDate())}${two(d.getUTCMonth() + 1)}${d.getUTCFullYear()}`;
    return [p.id, chance(0.5) ? p.cmnd : '', p.name, day(p.born), p.sex, address, day(issued)].join('|');
  };
  const zone = (lines, x, y, size, pitch) => lines.map((line, i) => t(x, y + i * pitch, size, escaped(line), "font-family:'OCR B';")).join('');

  const face = (colours, inner, size = [85.6, 54]) =>
    `<div class="face" style="width:${size[0]}mm;height:${size[1]}mm;background:${colours[0]};">${pattern(colours.slice(1), ...size)}${inner}</div>`;
  const laid = (x, y, turn, scale, what) => `<div class="laid" style="left:${x}mm;top:${y}mm;transform:rotate(${turn}deg) scale(${scale});">${what}</div>`;

  // Faces on an A4 sheet of which the upper part is theirs: below each other, beside each other, in a corner, enlarged, askew.
  const lay = (faces, ways = ['stacked', 'stacked', 'beside', 'corner', 'enlarged', 'askew', 'front']) => {
    const way = pick(ways);
    const tilt = () => around(0, way === 'askew' ? 5 : 0.7);
    if (way === 'front') return laid(around(62, 20), around(40, 12), tilt(), 1, faces[0]);
    const places = { stacked: [[62, 30], [62, 96]], askew: [[58, 32], [60, 102]], beside: [[14, 40], [108, 40]], corner: [[12, 12], [110, 80]], enlarged: [[38, 24], [38, 124]] }[way];
    return faces.map((what, i) => laid(places[i][0] + around(0, 3), places[i][1] + around(0, 3), tilt(), way === 'enlarged' ? 1.6 : 1, what)).join('');
  };

  // A stamp of certification on a copy, filled in by a typewriter, a printer or a number stamp.
  const certified = (top, office, day) => {
    const { v, long, year, bare, upper, seal, signer } = scope;
    const colour = pick('#111', '#111', '#b3202c', '#22307e');
    return `<div class="certified" of="chung_thuc_ban_sao" style="top:${top}mm;left:${pick(28, 70, 96)}mm;color:${colour}">
<p class="b">${pick('CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH', 'CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH', 'Chứng thực bản sao đúng với bản chính')}</p>
<p>Số chứng thực${pick(': ', ' ')}${v('so_chung_thuc', int(1, 4200))} ${pick('quyển số', 'Quyển số', '- Quyển số')}${pick(': ', ' ')}${v('quyen_so', `${two(int(1, 4))}/${year(day)}-SCT/BS`)}</p>
<p class="i">${pick('', `${bare(office.commune)}, `)}${v('ngay_chung_thuc', pick(long(day), `N${long(day).slice(1)}`))}</p>
<p class="b">${pick('TM. ỦY BAN NHÂN DÂN<br>CHỦ TỊCH', 'KT. CHỦ TỊCH<br>PHÓ CHỦ TỊCH', 'NGƯỜI THỰC HIỆN CHỨNG THỰC')}</p>
<seal required>${seal(office)}</seal><signature required></signature><p class="b">${v('nguoi_ky', signer.name)}</p></div>`;
  };

  const expiry = (p, issued) => {
    const age = (issued - p.born) / YEAR;
    const until = new Date(p.born);
    until.setUTCFullYear(until.getUTCFullYear() + (age < 23 ? 25 : age < 38 ? 40 : 60));
    return until;
  };
  const forever = (p, issued) => (issued - p.born) / YEAR >= 58;
  const passportNumber = () => `${pick('B', 'C', 'P', 'K')}${int(1000000, 9999999)}`;

  // A long address goes on below: the words that fit behind the label, and the rest.
  const broken = (address, room) => {
    const words = address.split(' ');
    let first = words.shift();
    while (words.length && `${first} ${words[0]}`.length <= room) first += ` ${words.shift()}`;
    return [first, words.join(' ')];
  };

  // A card is never printed with a blank: none of its values is asked for as missing.
  const c = (key, value) => scope.v(`${key}?`, value);
  const keep = (name, value) => {
    scope[name] = value;
    return '';
  };
  const dots = (width) => '.'.repeat(width);

  return { c, keep, rule: dots, t, at, photo, emblem, chip, finger, bars, glare, crease, hologram, qr, payload, zone, cardZone, passportZone, face, lay, certified, expiry, forever, passportNumber, short, broken, around };
}
