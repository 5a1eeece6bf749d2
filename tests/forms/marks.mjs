// Draws in the browser what hands and stamps leave on a paper: seals, signatures, fingerprints, and what lies about that is neither.

// Self-contained: the text of this function is evaluated in the page. real gives numbers in [0, 1) from the paper's own stream.
export function inker(real) {
  const around = (middle, spread) => middle + (real() - 0.5) * 2 * spread;
  const between = (low, high) => low + real() * (high - low);
  const pick = (...list) => list[Math.floor(real() * list.length)];
  const chance = (p) => real() < p;
  const f = (x) => x.toFixed(1);
  let ids = 0;

  const svg = (width, height, inner, style = '') => `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" style="overflow:visible;${style}">${inner}</svg>`;
  const starAt = (x, y, outer, inner = outer * 0.4) => [...Array(10).keys()].map((k) => `${f(x + (k % 2 ? inner : outer) * Math.sin((k * Math.PI) / 5))},${f(y - (k % 2 ? inner : outer) * Math.cos((k * Math.PI) / 5))}`).join(' ');

  // What a hand presses unevenly: one side is pale, spots are bare.
  function wear(size) {
    const id = `wear${ids++}`;
    let spots = '';
    for (let k = 0, n = pick(0, 0, 4, 12, 30); k < n; k++) spots += `<circle cx="${f(real() * size)}" cy="${f(real() * size)}" r="${f(between(0.6, 4))}" fill="#000" fill-opacity="${f(between(0.4, 1))}"/>`;
    const pale = pick(1, 1, 0.8, 0.55);
    return { id, defs: `<linearGradient id="${id}g" gradientTransform="rotate(${f(real() * 90)})"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#fff" stop-opacity="${pale}"/></linearGradient><mask id="${id}" maskUnits="userSpaceOnUse" x="-20" y="-20" width="${size + 40}" height="${size + 40}"><rect x="-20" y="-20" width="${size + 40}" height="${size + 40}" fill="url(#${id}g)"/>${spots}</mask>` };
  }

  const MIDDLES = {
    star: (c) => `<polygon points="${starAt(72, 72, between(15, 20))}" fill="${c}"/>`,
    'great star': (c) => `<polygon points="${starAt(72, 72, between(28, 36))}" fill="${c}"/>`,
    // the national emblem: a star over a wheel in sheaves
    emblem: (c) => {
      let ears = '';
      for (let k = -6; k <= 6; k++) if (k) ears += `<path d="M ${f(72 + 25 * Math.sin(k * 0.44))} ${f(72 + 25 * Math.cos(k * 0.44))} l ${f(k > 0 ? 5 : -5)} ${f(-4)}" stroke-width="2.4"/>`;
      return `<g fill="none" stroke="${c}"><circle cx="72" cy="72" r="25" stroke-width="1.6"/><circle cx="72" cy="72" r="28" stroke-width="1"/>${ears}<path d="M 60 95 q 12 7 24 0" stroke-width="3"/><circle cx="72" cy="86" r="6" stroke-width="2.2" stroke-dasharray="2 1.4"/></g><polygon points="${starAt(72, 66, 11)}" fill="${c}"/>`;
    },
    party: (c) => `<g fill="none" stroke="${c}" stroke-width="4"><path d="M 60 88 L 88 58"/><path d="M 78 52 l 14 12" stroke-width="7"/><path d="M 66 56 A 21 21 0 1 1 56 80" /></g>`,
    police: (c) => `<g stroke="${c}" stroke-width="2">${[...Array(16).keys()].map((k) => `<path d="M ${f(72 + 19 * Math.cos(k * 0.3927))} ${f(72 + 19 * Math.sin(k * 0.3927))} L ${f(72 + 27 * Math.cos(k * 0.3927))} ${f(72 + 27 * Math.sin(k * 0.3927))}"/>`).join('')}<circle cx="72" cy="72" r="17" fill="none"/></g><polygon points="${starAt(72, 72, 13)}" fill="${c}"/>`,
    company: (c, name) => `<g fill="${c}" font-size="11" font-weight="bold" text-anchor="middle" font-family="Arimo"><text x="72" y="63">CÔNG TY</text><text x="72" y="77">TNHH</text><text x="72" y="91" font-size="9">${name}</text></g>`,
  };
  const COLOURS = { red: ['#c8202f', '#d5122a', '#b81d24', '#e02a33'], faded: ['#e79aa4', '#e8a08a', '#eaa56e', '#dd8fa6'], carmine: ['#b03068', '#9a2a52'], blue: ['#2b3fa0', '#4050b0'] };

  // kind: one of MIDDLES; words and below run around it.
  function roundSeal(kind, shade, words, below) {
    const c = pick(...COLOURS[shade]);
    const w = wear(144), rim = `rim${ids++}`;
    const radius = around(67, 3), inner = between(44, 49), at = (radius + inner) / 2 - 4;
    const circles = `<circle cx="72" cy="72" r="${f(radius)}" stroke-width="${f(between(1.8, 3.2))}"/>${chance(0.5) ? `<circle cx="72" cy="72" r="${f(radius - 4)}" stroke-width="0.8"/>` : ''}${kind === 'great star' ? '' : `<circle cx="72" cy="72" r="${f(inner)}" stroke-width="${f(between(0.8, 1.6))}"/>`}`;
    const round = 2 * Math.PI * at;
    const upper = `<path id="${rim}" d="M ${f(72 - at)} 72 a ${f(at)} ${f(at)} 0 1 1 ${f(2 * at)} 0" stroke="none"/>`, lower = `<path id="${rim}b" d="M ${f(72 - at - 8)} 72 a ${f(at + 8)} ${f(at + 8)} 0 1 0 ${f(2 * at + 16)} 0" stroke="none"/>`;
    const line = (text, id, most) => `<text fill="${c}" stroke="none" font-size="${f(between(9.5, 12))}" font-weight="bold" font-family="${pick('Arimo', 'Tinos')}"><textPath href="#${id}" startOffset="50%" text-anchor="middle" ${text.length > 14 ? `textLength="${f(most)}" lengthAdjust="spacingAndGlyphs"` : ''}>${text}</textPath></text>`;
    return svg(144, 144, `<defs>${w.defs}</defs><g mask="url(#${w.id})"><g fill="none" stroke="${c}" transform="rotate(${f(around(0, 14))} 72 72)">${circles}${upper}${lower}${line(words, rim, round * 0.46)}${line(below, `${rim}b`, round * 0.42)}</g><g transform="rotate(${f(around(0, 14))} 72 72)">${MIDDLES[kind](c, words.split(' ').pop())}</g></g>`);
  }

  const PENS = { blue: ['#20309a', '#2a48b8', '#15206e', '#3a5ac8'], black: ['#181820', '#2a2a30'], violet: ['#5a2a90'], pale: ['#7f8fd0', '#8a94b0'] };
  const stroke = (d, c, width) => `<path d="${d}" fill="none" stroke="${c}" stroke-width="${f(width)}" stroke-linecap="round" stroke-linejoin="round"/>`;
  const waves = (x, y, n, wide, high) => {
    let d = `M ${f(x)} ${f(y)}`;
    for (let k = 0; k < n; k++, x += wide) d += ` C ${f(x + around(wide * 0.2, 3))} ${f(y - between(0.4, 1) * high)} ${f(x + around(wide * 0.7, 5))} ${f(y + between(0.2, 0.9) * high)} ${f(x + wide)} ${f(y + around(0, high * 0.15))}`;
    return d;
  };
  const SIGNATURES = {
    waves: (c, w) => stroke(`${waves(around(14, 8), around(40, 8), 7, between(12, 19), between(16, 30))} q ${f(around(-50, 20))} ${f(around(22, 8))} ${f(around(20, 25))} ${f(around(8, 8))}`, c, w),
    stroke: (c, w) => stroke(`M ${f(around(20, 12))} ${f(around(50, 8))} C ${f(around(60, 15))} ${f(around(-4, 10))} ${f(around(80, 10))} ${f(around(72, 8))} ${f(around(134, 14))} ${f(around(22, 10))}`, c, w),
    dots: (c, w) => `${stroke(`M ${f(around(50, 10))} ${f(around(46, 6))} l ${f(between(14, 30))} ${f(-between(8, 22))}`, c, w)}${stroke(`M ${f(around(84, 6))} ${f(around(42, 6))} l ${f(between(8, 18))} ${f(around(0, 3))}`, c, w)}<circle cx="${f(around(108, 5))}" cy="${f(around(46, 4))}" r="${f(between(1.4, 2.4))}" fill="${c}"/><circle cx="${f(around(118, 5))}" cy="${f(around(44, 4))}" r="${f(between(1.2, 2.2))}" fill="${c}"/>`,
    initials: (c, w) => `${stroke(`M ${f(around(48, 6))} ${f(around(16, 4))} l ${f(around(32, 5))} ${f(around(-2, 3))} m ${f(-16)} 2 c -4 16 -8 24 -12 ${f(between(26, 38))}`, c, w)}${stroke(`M ${f(around(84, 5))} ${f(around(50, 4))} c 2 -18 6 -26 8 -8 c 2 -14 10 -20 8 8`, c, w)}`,
    loops: (c, w) => {
      let d = `M ${f(around(12, 6))} ${f(around(40, 6))}`;
      for (let k = 0, step = between(12, 18); k < 6; k++) d += ` c ${f(step * 1.4)} ${f(-between(14, 34))} ${f(-step * 0.5)} ${f(-between(10, 30))} ${f(step * 0.3)} ${f(around(2, 4))} s ${f(step * 0.4)} ${f(between(4, 12))} ${f(step * 0.5)} ${f(around(0, 4))}`;
      return stroke(d, c, w);
    },
    // a name in joined letters, and a line under it
    written: (c, w) => `${stroke(waves(8, 42, 13, between(8, 10), between(6, 11)), c, w)}${stroke(`M 10 ${f(around(20, 5))} q 8 -14 14 0 t -8 26`, c, w)}${chance(0.5) ? stroke(`M ${f(around(20, 10))} ${f(around(58, 3))} q 50 ${f(around(-4, 4))} ${f(around(104, 14))} ${f(around(-3, 4))}`, c, w) : ''}`,
    great: (c, w) => stroke(`M ${f(around(-12, 10))} ${f(around(58, 8))} C 30 ${f(around(-50, 14))} 50 ${f(around(110, 10))} 70 ${f(around(30, 12))} S ${f(around(110, 10))} ${f(around(-16, 14))} 120 40 S ${f(around(170, 14))} ${f(around(50, 14))} ${f(around(180, 14))} ${f(around(12, 14))}`, c, w),
  };

  // Ridges of a thumb, with its pad's edge more or less filled.
  function fingerprint(c) {
    const w = wear(80), cx = 36, cy = 46, tilt = around(0, 25);
    let ridges = '';
    for (let k = 1; k < 11; k++) {
      const rx = k * between(2.5, 2.9), ry = k * between(3.4, 4);
      let d = '';
      for (let a = -Math.PI; a <= Math.PI + 0.01; a += Math.PI / 14) {
        const r = 1 + around(0, 0.035) + (a > 0 ? 0.12 * Math.sin(a) : 0);
        d += `${d && !chance(0.05) ? 'L' : 'M'} ${f(cx + rx * r * Math.cos(a))} ${f(cy + ry * r * Math.sin(a))} `;
      }
      ridges += stroke(d, c, between(1.3, 2));
    }
    const pad = chance(0.4) ? `<ellipse cx="${cx}" cy="${cy}" rx="27" ry="37" fill="${c}" fill-opacity="${f(between(0.1, 0.45))}"/>` : '';
    return `<defs>${w.defs}</defs><g mask="url(#${w.id})" transform="rotate(${f(tilt)} ${cx} ${cy})">${pad}${ridges}</g>`;
  }

  // A rubber stamp of one line or more in a frame.
  const rubber = (lines, c, { size = 13, tilt = 6, frame = pick('1.6px solid', '2px solid', '3px double') } = {}) =>
    `<span style="display:inline-block;border:${frame} ${c};color:${c};font:bold ${f(size)}px/1.25 ${pick('Arimo', 'Tinos')};padding:2px 8px;text-align:center;transform:rotate(${f(around(0, tilt))}deg);mix-blend-mode:multiply;white-space:nowrap;opacity:${pick(1, 1, 0.8, 0.65)}">${lines.join('<br>')}</span>`;
  // What lies about may lie in the margins, too; places are from the edges of the text.
  const margins = getComputedStyle(document.body);
  const about = document.createElement('div');
  about.style.cssText = `position:absolute;left:${margins.paddingLeft};right:${margins.paddingRight};top:${margins.paddingTop};bottom:0`;
  document.body.append(about);
  function place(html, style) {
    const node = document.createElement('div');
    node.style.cssText = `position:absolute;${style}`;
    node.innerHTML = html;
    about.append(node);
  }
  const red = () => pick(...COLOURS.red, ...COLOURS.carmine);
  const pageHeight = () => Math.min(Math.max(about.clientHeight, 500), 990);

  // What lies about on papers and is neither this paper's seal nor its signature.
  const STRAYS = {
    'edge seal': (words) => place(roundSeal(pick('star', 'emblem'), 'red', words, ''), `right:${f(around(-128, 12))}px;top:${f(between(0.25, 0.8) * pageHeight())}px`),
    paid: () => place(rubber(pick(['ĐÃ THU TIỀN'], ['ĐÃ THU PHÍ'], ['ĐÃ THU LỆ PHÍ', `Ngày ${Math.ceil(real() * 28)}/${Math.ceil(real() * 12)}`]), pick(red(), '#2b3fa0')), `left:${f(between(10, 160))}px;top:${f(pageHeight() - between(40, 160))}px`),
    copy: () => place(rubber([pick('BẢN SAO', 'SAO Y BẢN CHÍNH', 'SAO Y')], pick(red(), '#2b3fa0', '#222'), { size: 16 }), `right:${f(between(-20, 30))}px;top:${f(around(-26, 6))}px`),
    urgent: () => place(rubber([pick('HỎA TỐC', 'KHẨN', 'MẬT', 'THƯỢNG KHẨN')], red(), { size: 15, tilt: 3 }), `left:${f(between(10, 70))}px;top:${f(between(118, 150))}px`),
    returned: () => place(rubber(['ĐÃ TRẢ KẾT QUẢ'], '#2b3fa0', { frame: 'none' }), `left:${f(between(120, 300))}px;top:${f(pageHeight() - between(20, 90))}px`),
    ticks: () => {
      for (let k = Math.ceil(real() * 3); k; k--) place(svg(20, 20, stroke('M 2 10 l 5 7 l 10 -15', pick(...PENS.blue, ...COLOURS.red), between(1, 2))), `left:${f(between(-42, -26))}px;top:${f(between(0.1, 0.85) * pageHeight())}px`);
    },
    // a clerk's mark in the margin, an edge that a pen was tried on
    scribble: () => place(svg(60, 30, stroke(waves(2, 18, 5, 9, 12), pick(...PENS.blue, ...PENS.black), between(1, 1.8)), `transform:rotate(${f(around(-20, 40))}deg)`), `${pick(`left:${f(between(-64, -46))}px`, `right:${f(between(-50, -30))}px`)};top:${f(between(0.1, 0.9) * pageHeight())}px`),
    dirt: () => {
      let dots = '';
      for (let k = 10 + Math.ceil(real() * 40); k; k--) dots += `<circle cx="${f(real() * 680)}" cy="${f(real() * 980)}" r="${f(between(0.3, 1.5))}" fill="#444" fill-opacity="${f(between(0.3, 1))}"/>`;
      place(svg(680, 980, dots), 'left:0;top:0');
    },
    crease: () => place(svg(690, 14, `<path d="M -40 ${f(between(2, 12))} Q 300 ${f(between(2, 12))} 730 ${f(between(2, 12))}" stroke="#999" stroke-opacity="0.6" stroke-width="${f(between(0.8, 2))}" fill="none"/>`), `left:0;top:${f(pick(0.33, 0.5, 0.66, 0.75) * 1000)}px`),
    hair: () => place(svg(90, 40, stroke(`M 4 ${f(real() * 40)} Q 40 ${f(real() * 50 - 10)} 86 ${f(real() * 40)}`, '#555', 0.6)), `left:${f(between(50, 500))}px;top:${f(between(0.3, 0.95) * pageHeight())}px`),
    // the other side's seal and words show through
    'bled seal': (words) => place(roundSeal('star', 'red', words, ''), `transform:scaleX(-1);opacity:${f(between(0.1, 0.2))};left:${f(between(20, 420))}px;top:${f(between(0.45, 0.8) * pageHeight())}px`),
    'bled words': () => place(`<p style="transform:scaleX(-1);width:560px">${'Căn cứ vào đơn đề nghị và hồ sơ kèm theo, cơ quan đã xem xét và ghi vào sổ theo quy định hiện hành. '.repeat(3)}</p>`, `opacity:${pick(0.08, 0.12, 0.16)};left:20px;top:${f(pageHeight() - between(60, 200))}px`),
    emblem: () => place(svg(60, 60, `<g transform="translate(-17 -17) scale(0.65)">${MIDDLES.emblem(pick('#c8202f', '#b8860b', '#222'))}</g>`), 'left:calc(50% - 30px);top:-44px'),
    // a dry seal: light and shade of pressed paper, no ink
    'dry seal': () => place(svg(130, 130, ['#fff', '#ccc'].map((c, i) => `<g fill="none" stroke="${c}" stroke-width="1.4" transform="translate(${i} ${i})"><circle cx="64" cy="64" r="60"/><circle cx="64" cy="64" r="44"/><polygon points="${starAt(64, 64, 20)}"/></g>`).join('')), `left:${f(between(10, 200))}px;top:${f(between(0.5, 0.8) * pageHeight())}px`),
    code: () => {
      let cells = '';
      for (let y = 0; y < 25; y++) for (let x = 0; x < 25; x++) {
        const corner = (x < 7 && y < 7) || (x > 17 && y < 7) || (x < 7 && y > 17);
        const rx = x > 17 ? x - 18 : x, ry = y > 17 ? y - 18 : y;
        if (corner ? rx === 0 || ry === 0 || rx === 6 || ry === 6 || (rx > 1 && rx < 5 && ry > 1 && ry < 5) : chance(0.48)) cells += `M ${x * 3} ${y * 3} h 3 v 3 h -3 z `;
      }
      place(svg(75, 75, `<path d="${cells}" fill="#000"/>`), `${pick('left:0', 'right:0')};top:${f(pick(-40, pageHeight() - 40))}px`);
    },
  };

  return {
    pick, chance, around, between, STRAYS,
    seal(node, words, kind, shade) {
      const place_ = chance(0.12) ? 'far' : 'over';
      const parts = words.split(/ (?=XÃ|PHƯỜNG|THỊ TRẤN|HUYỆN|ĐA KHOA)/);
      node.innerHTML = roundSeal(kind, shade, parts[0], parts.slice(1).join(' ') || pick('★', 'TỈNH ★'));
      node.style.transform = place_ === 'far' ? `translate(${f(-between(60, 150))}px, ${f(around(10, 26))}px)` : `translate(${f(around(0, 12))}px, ${f(around(0, 10))}px)`;
      return place_;
    },
    // by: how it is signed; in what pen.
    sign(node, kind, pen) {
      const c = pick(...PENS[pen]), w = between(1.1, 2.9);
      node.innerHTML = svg(150, 70, SIGNATURES[kind](c, w));
      if (chance(0.2)) node.style.transform = `translate(${f(around(0, 20))}px, ${f(between(16, 34))}px)`; // crosses the name
      else node.style.transform = `translate(${f(around(0, 14))}px, ${f(around(0, 6))}px)`;
    },
    print(node, colour) {
      node.innerHTML = svg(72, 92, fingerprint({ red: pick('#c8303f', '#d84a58'), blue: pick('#2b3fa0', '#26347e'), black: pick('#2a2a30', '#55555c') }[colour]), 'margin-top:-12px');
      node.style.transform = `translate(${f(around(0, 24))}px, ${f(around(0, 6))}px)`;
    },
    digital(node, words, when) {
      const c = pick('#c8202f', '#d5122a', '#1a3fb0');
      node.innerHTML = `<span style="display:inline-block;border:1.4px solid ${c};color:${c};font:9px/1.3 Arimo;padding:3px 7px;text-align:left;white-space:nowrap">${pick(`Ký bởi: ${words}`, `Người ký: ${words}<br>Email: vanthu@example.vn`, `Signature Valid<br>Ký bởi: ${words}`)}<br>Cơ quan: ${words}<br>${pick('Thời gian ký', 'Ngày ký')}: ${when} +07:00</span>`;
    },
    // The name, or the titles, by a stamp.
    stamped(node) {
      node.style.cssText += `color:${pick(...COLOURS.red, ...COLOURS.blue, ...COLOURS.faded.slice(0, 1))};font-family:${pick('Arimo', 'Tinos')};font-weight:bold;display:inline-block;transform:rotate(${f(around(0, 4))}deg) translate(${f(around(0, 10))}px, ${f(around(0, 4))}px);mix-blend-mode:multiply`;
    },
  };
}
