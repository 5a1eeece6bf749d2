// Runs inside the browser, over a filled form: leaves fields blank, inks seals and signatures, and tells the truth about the page.

export function dress({ blank, loss, ink }) {
  const SHEET_HEIGHT = 970; // of what is printed on A4, in pixels of CSS
  let next = 0;
  const real = () => ink[next++ % ink.length]; // numbers in [0, 1) from the paper's own stream
  const around = (middle, spread) => middle + (real() - 0.5) * 2 * spread;
  const folded = (node) => node.textContent.normalize('NFC').replace(/\s+/g, ' ').trim();
  const empty = () => ({ fields: {}, missing: [], marks: { seal: false, signature: false }, hand: [] });
  const truth = empty();

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

  const replaced = (node, width, height, inner) => {
    node.innerHTML = `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${inner}</svg>`;
  };
  const mark = (name, key, each) => {
    const nodes = [...document.querySelectorAll(name)];
    const lost = real() < loss;
    if (!nodes.length) return;
    if (blank.includes(key) || lost || nodes.every((node) => node.hasAttribute('absent'))) {
      for (const node of nodes) node.replaceChildren();
      const wanting = nodes.find((node) => node.hasAttribute('required'));
      if (wanting) paperOf(wanting).missing.push(key);
      return;
    }
    nodes.forEach(each);
    for (const node of nodes) paperOf(node).marks[name] = true;
  };
  const sealed = (node, i) => {
    const star = [...Array(10).keys()].map((k) => [72 + (k % 2 ? 7 : 17) * Math.sin((k * Math.PI) / 5), 72 - (k % 2 ? 7 : 17) * Math.cos((k * Math.PI) / 5)].map((x) => x.toFixed(1)).join(',')).join(' ');
    const words = folded(node);
    replaced(node, 144, 144, `<g fill="none" stroke="#c8202f" transform="rotate(${around(0, 8)} 72 72)"><circle cx="72" cy="72" r="68" stroke-width="2.6"/><circle cx="72" cy="72" r="48" stroke-width="1"/>
      <path id="rim${i}" d="M 72 72 m -54 0 a 54 54 0 1 1 108 0 a 54 54 0 1 1 -108 0"/><polygon points="${star}" fill="#c8202f"/>
      <text fill="#c8202f" stroke="none" font-size="12" font-weight="bold" font-family="Arimo"><textPath href="#rim${i}" textLength="300">${words} ★</textPath></text></g>`);
    node.style.transform = `translate(${around(0, 10)}px, ${around(0, 8)}px)`;
  };
  const signed = (node) => {
    const colour = node.getAttribute('ink') ?? (real() < 0.75 ? '#20309a' : '#181820');
    let path = `M ${around(12, 8)} ${around(44, 10)}`;
    for (let k = 0, x = 14; k < 7; k++, x += around(17, 7)) path += ` C ${x} ${around(18, 16)} ${x + around(10, 9)} ${around(52, 14)} ${x + around(17, 6)} ${around(36, 14)}`;
    path += ` q ${around(-50, 20)} ${around(22, 8)} ${around(20, 25)} ${around(10, 8)}`;
    replaced(node, 150, 70, `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${around(2, 0.6)}" stroke-linecap="round"/>`);
  };
  mark('seal', 'con_dau', sealed);
  mark('signature', 'chu_ky', signed);
  if (others.size) truth.also = [...others.values()];
  truth.text = document.body.innerText.normalize('NFC');
  return truth;
}
