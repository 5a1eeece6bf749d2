// Runs inside the browser, over a filled form: leaves fields blank, inks seals and signatures, and tells the truth about the page.

export function dress({ blank, loss, unsigned, type, ink }) {
  const SHEET_HEIGHT = 970; // of what is printed on A4, in pixels of CSS
  let next = 0;
  const real = () => ink[next++ % ink.length]; // numbers in [0, 1) from the paper's own stream
  const folded = (node) => node.textContent.normalize('NFC').replace(/\s+/g, ' ').trim();
  const empty = () => ({ fields: {}, missing: [], marks: { seal: false, signature: false }, hand: [] });
  const truth = { ...empty(), inked: [] };

  // What stands within an element that is of another type is that paper's: a certification on a copy.
  const others = new Map([...document.querySelectorAll('[of]')].map((node) => [node, { type: node.getAttribute('of'), ...empty() }]));
  const paperOf = (node) => others.get(node.closest('[of]')) ?? truth;

  for (const node of document.querySelectorAll('[if=""]')) node.remove();

  // A text that its page cannot hold is cut short.
  for (const sheet of document.querySelectorAll('.sheet'))
    for (const line of [...sheet.querySelectorAll('.justify')].reverse()) if (sheet.offsetHeight > SHEET_HEIGHT) line.remove();

  // Several elements of one key are one value in pieces: over two lines, or a digit to a box.
  const pieces = [];
  for (const node of document.querySelectorAll('v[key]')) {
    const same = pieces.find(([first]) => first.getAttribute('key') === node.getAttribute('key') && paperOf(first) === paperOf(node));
    if (same) same.push(node);
    else pieces.push([node]);
  }
  for (const nodes of pieces) {
    const key = nodes[0].getAttribute('key');
    const paper = paperOf(nodes[0]);
    const required = nodes[0].hasAttribute('required');
    const lost = real() < loss;
    if (blank.includes(key) || (required && lost))
      for (const node of nodes) {
        node.textContent = '';
        node.classList.add('blank');
      }
    const whole = nodes.map((node) => folded(node)).join(nodes[0].hasAttribute('joined') ? '' : ' ').trim();
    const form = !whole && nodes[0].getAttribute('form'); // what stands there before it is filled in
    if (form) nodes[0].textContent = form;
    paper.fields[key] = whole;
    if (!whole && required) paper.missing.push(key);
    if (whole && (nodes[0].classList.contains('hand') || nodes[0].querySelector('.hand'))) paper.hand.push(key);
  }

  // An office sets a form smaller before it lets the signature slip onto another sheet.
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
  for (let k = 0; k < 12 && document.body.scrollHeight > window.innerHeight; k++) document.documentElement.style.fontSize = `${size * (1 - 0.03 * (k + 1))}px`;

  dressMarks();
  if (others.size) truth.also = [...others.values()];
  truth.text = document.body.innerText.normalize('NFC');
  return truth;

  // Who signs for an office has a seal beside his signature; all others sign for themselves, or give their thumb's print.
  function dressMarks() {
    const hands = window.inker(real);
    const { pick, chance } = hands;
    const seals = [...document.querySelectorAll('seal')], signatures = [...document.querySelectorAll('signature')];
    const words = seals.map((node) => folded(node));
    const officials = new Set(seals.map((node) => node.parentElement));
    const official = type === 'van_ban_hanh_chinh';
    const digital = official && seals.length && chance(0.1);
    const without = new Set();
    for (const [key, nodes] of [['chu_ky', signatures], ['con_dau', seals]]) {
      const wanted = nodes.filter((node) => node.hasAttribute('required'));
      if (blank.includes(key) || nodes.every((node) => node.hasAttribute('absent'))) nodes.forEach((node) => without.add(node));
      else if (!digital && wanted.length && real() < unsigned) {
        without.add(pick(...wanted));
        // Nobody has signed yet, or one of several has not.
        if (chance(0.4)) nodes.forEach((node) => without.add(node));
      }
    }
    const tell = (what, node, kind, colour) => {
      const there = !without.has(node), required = node.hasAttribute('required');
      truth.inked.push({ what, kind: there ? kind : 'none', colour: there ? colour : 'none', required });
      const paper = paperOf(node), key = what === 'seal' ? 'con_dau' : 'chu_ky';
      if (there) paper.marks[what] = true;
      if (!there && required && !paper.missing.includes(key)) paper.missing.push(key);
      return there;
    };
    seals.forEach((node, i) => {
      node.replaceChildren();
      const kind = /ỦY$|ĐẢNG/.test(words[i]) || /T\/M/.test(node.parentElement.textContent) ? 'party' : type === 'xac_nhan_cu_tru' ? 'police' : pick('star', 'emblem', 'emblem', 'great star');
      const shade = pick('red', 'red', 'red', 'red', 'carmine', 'faded', 'blue');
      if (digital) hands.digital(node, words[i], pick('12/05/2024 09:30:12', '03.01.2025 16:05:41'));
      else if (tell('seal', node, kind, shade)) truth.inked.at(-1).place = hands.seal(node, words[i], kind, shade);
    });
    signatures.forEach((node) => {
      const own = !officials.has(node.parentElement) && !official;
      const pen = node.getAttribute('ink') ?? pick('blue', 'blue', 'blue', 'black', 'black', 'violet', 'pale');
      const thumb = own && chance(0.15);
      const kind = pick('waves', 'waves', 'waves', 'stroke', 'dots', 'initials', 'loops', 'loops', 'written', 'great');
      const colour = thumb ? pick('red', 'red', 'blue', 'black') : pen;
      if (digital && !own) return;
      if (!tell('signature', node, thumb ? 'thumb' : kind, colour)) return;
      if (thumb) hands.print(node, colour);
      else hands.sign(node, kind, pen);
    });
    const signer = document.querySelector('v[key="nguoi_ky"]');
    if (signer && officials.has(signer.closest('.signs > *, div')) && chance(0.12)) {
      hands.stamped(signer);
      truth.inked.push({ what: 'name', kind: 'stamp' });
    }
    const about = ['ticks', 'scribble', 'dirt', 'crease', 'hair', 'bled seal', 'bled words', 'dry seal', ...(official ? ['urgent', 'copy', 'code', 'edge seal'] : ['paid', 'returned', 'copy', 'edge seal', 'code', 'emblem'])];
    for (let k = seals.length + signatures.length ? pick(0, 0, 1, 1, 2) : 0; k; k--) {
      const stray = pick(...about);
      hands.STRAYS[stray](words[0] ?? 'ỦY BAN NHÂN DÂN XÃ');
      truth.inked.push({ what: 'stray', kind: stray });
    }
  }
}
