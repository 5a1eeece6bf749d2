// A small seeded generator: the same seed gives the same papers. A stream for each purpose, so that another signature changes nobody's name.

export function stream(seed, number, purpose) {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(`${seed}/${number}/${purpose}`)) state = Math.imul(state ^ byte, 0x01000193);
  const real = () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), 1 | state);
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z;
    return ((z ^ (z >>> 14)) >>> 0) / 0x100000000;
  };
  const int = (low, high) => low + Math.floor(real() * (high - low + 1));
  const pick = (...list) => (list.length === 1 && Array.isArray(list[0]) ? list[0] : list)[int(0, (list.length === 1 && Array.isArray(list[0]) ? list[0] : list).length - 1)];
  return { real, int, pick, chance: (p) => real() < p };
}
