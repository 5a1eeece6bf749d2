// Parts of official papers (Nghị định 30/2020/NĐ-CP, phụ lục I and III; Hướng dẫn 36-HD/VPTW of the Party): letterhead, number
// and date, title and subject, the block of the signer, and the stamps of those who sent and received the paper.

const MOTTOES = {
  state: '<p class="b">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p class="b rule" style="font-size:1.06em">Độc lập - Tự do - Hạnh phúc</p>',
  party: '<p class="b"><u>ĐẢNG CỘNG SẢN VIỆT NAM</u></p>',
  union: '<p class="b"><u>ĐOÀN TNCS HỒ CHÍ MINH</u></p>',
};
const MINISTRIES = [['BỘ TƯ PHÁP', 'BTP', 'Bộ Tư pháp'], ['BỘ NỘI VỤ', 'BNV', 'Bộ Nội vụ'], ['BỘ TÀI CHÍNH', 'BTC', 'Bộ Tài chính'], ['BỘ Y TẾ', 'BYT', 'Bộ Y tế'], ['BỘ CÔNG AN', 'BCA', 'Bộ Công an'], ['BỘ XÂY DỰNG', 'BXD', 'Bộ Xây dựng'],
  ['BỘ GIÁO DỤC VÀ ĐÀO TẠO', 'BGDĐT', 'Bộ Giáo dục và Đào tạo'], ['BỘ NÔNG NGHIỆP|VÀ PHÁT TRIỂN NÔNG THÔN', 'BNNPTNT', 'Bộ Nông nghiệp và Phát triển nông thôn'], ['BỘ KHOA HỌC VÀ CÔNG NGHỆ', 'BKHCN', 'Bộ Khoa học và Công nghệ']];
const DEPARTMENTS = [['SỞ TƯ PHÁP', 'STP', ['HCTP', 'VP', 'PBGDPL']], ['SỞ NỘI VỤ', 'SNV', ['CCHC', 'XDCQ', 'TĐKT']], ['SỞ Y TẾ', 'SYT', ['NVY', 'BTXH']], ['SỞ TÀI CHÍNH', 'STC', ['QLNS', 'GCS']], ['SỞ XÂY DỰNG', 'SXD', ['QLHT', 'TTr']],
  ['SỞ GIÁO DỤC VÀ ĐÀO TẠO', 'SGDĐT', ['GDMN', 'TCCB']], ['SỞ TÀI NGUYÊN|VÀ MÔI TRƯỜNG', 'STNMT', ['QLĐĐ', 'VPĐK']], ['SỞ VĂN HÓA, THỂ THAO|VÀ DU LỊCH', 'SVHTTDL', ['QLVH', 'NSVH']]];
const GROUNDS = ['Căn cứ Luật Tổ chức chính quyền địa phương;', 'Căn cứ Luật Ban hành văn bản quy phạm pháp luật;', 'Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ;', 'Căn cứ Luật Ngân sách nhà nước ngày 25 tháng 6 năm 2015;',
  'Xét đề nghị của Chánh Văn phòng tại Tờ trình số 118/TTr-VP ngày 04 tháng 5 năm 2024;', 'Theo đề nghị của Trưởng phòng Nội vụ,'];
const TEXT = ['Văn bản này áp dụng đối với các cơ quan, đơn vị, tổ chức và cá nhân có liên quan đến việc tiếp nhận, giải quyết hồ sơ của người dân và doanh nghiệp trên địa bàn.',
  'Giao bộ phận chuyên môn phối hợp với các thôn, tổ dân phố rà soát, lập danh sách, niêm yết công khai và tổng hợp gửi về trước ngày 20 của tháng cuối quý.',
  'Kinh phí thực hiện được bố trí từ nguồn ngân sách năm hiện hành và các nguồn hợp pháp khác theo quy định của pháp luật.',
  'Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị các đơn vị phản ánh kịp thời để xem xét, giải quyết.',
  'Tập trung tuyên truyền bằng nhiều hình thức phù hợp, nhất là trên hệ thống loa truyền thanh và nhóm mạng xã hội của khu dân cư.'];

export function official(r, made) {
  const { pick, int, chance, real } = r;
  const { long, dots, slashes, add, issued, upper, n, two, bare, office, person, years } = made;
  const byHand = { number: chance(0.4), date: chance(0.35) };
  const hand = (text) => `<span class="hand" style="transform:rotate(${int(-4, 4)}deg)">${text}</span>`;
  const shown = (text, by) => (by ? hand(text) : text);
  const lines = (text) => text.split('|').map((line) => `<v key="co_quan_ban_hanh">${line}</v>`).join('<br>');
  const colour = (...inks) => pick(...inks);

  // "Số: 12/QĐ-UBND": the number in ink or print; the notation alone where it is blank.
  const number = (notation, digits = chance(0.3) ? n(1, 60) : String(int(61, 4200)), label = pick('Số:', 'Số:', 'Số:', 'Số :')) =>
    `${label} <v key="so" required joined form="${'\u00a0'.repeat(int(5, 9))}${notation}">${shown(digits, byHand.number)}${notation}</v>`;
  const day = (d, name) => {
    const text = long(d).match(/ngày (\d+) tháng (\d+) năm (\d+)/);
    const gap = '\u00a0'.repeat(int(4, 7));
    return `${name}<v key="ngay_ban_hanh" required form="ngày${gap}tháng${gap}năm ${text[3]}">ngày ${shown(text[1], byHand.date)} tháng ${shown(text[2], byHand.date)} năm ${text[3]}</v>`;
  };

  // over: whose office it is under; name: the issuer, its lines parted by |; about: a dispatch's subject.
  const letterhead = ({ over = '', name, number: no, place, motto = 'state', about = '', date = issued, about_mark = 'V/v ' }) => {
    const star = motto === 'party' ? '<p>*</p>' : '';
    const wide = pick('38%', '40%', '42%');
    const under = motto === 'state' ? pick(4, 6, 9) : 24;
    const vv = about ? `<p class="vv">${about_mark}<v key="trich_yeu">${about}</v></p>` : '';
    return `<div class="head"><div style="width:${wide}">${over ? `<p>${over}</p>` : ''}<p class="b ${star ? '' : 'rule'}">${lines(name)}</p>${star}<p style="margin-top:${star ? 0 : under}px">${no}</p>${vv}</div>
      <div>${MOTTOES[motto]}<p class="i" style="margin-top:${under}px">${day(date, `${place}, `)}</p></div></div>`;
  };
  const title = (kind, subject, { style = pick('b', 'b', 'b', 'b i', 'i'), line = chance(0.7) } = {}) =>
    `<p class="title" style="margin-top:${int(12, 30)}px${chance(0.12) ? ';letter-spacing:0.12em' : ''}"><v key="loai_van_ban">${kind}</v></p>
     <p class="subject ${style}" style="width:${pick(100, 88, 80, 72)}%"><v key="trich_yeu">${subject}</v></p>${line ? `<p class="c" style="line-height:0.5">${pick('_____________', '__________', '-----', '-------------')}</p>` : ''}`;
  const authority = (...names) => names.map((name) => `<p class="c b" style="margin-top:8px">${name}</p>`).join('');
  const grounds = (many = int(2, 4)) => GROUNDS.slice(0, many).map((text) => `<p class="indent ${chance(0.8) ? 'i' : ''}">${text}</p>`).join('');
  const text = (many = int(2, 4)) => TEXT.slice(0, many).map((t, i) => `<p class="indent justify">${chance(0.5) ? `${i + 1}. ` : ''}${t}</p>`).join('');
  const articles = (many = int(2, 3)) => TEXT.slice(0, many).map((t, i) => `<p class="indent justify"><b>Điều ${i + 1}.</b> ${t}</p>`).join('');

  // above: lines of rank and authority over the signature; done: words that stand for it on a paper that was printed from the web.
  const signs = ({ above, name = made.signer.name, rank = '', notes = ['Như trên'], seal = 'ỦY BAN NHÂN DÂN', done = '' }) =>
    `<div class="signs"><div style="text-align:left;font-size:0.8em"><p class="b i">Nơi nhận:</p>${notes.map((note) => `<p>- ${note};</p>`).join('')}<p>- Lưu: VT${pick('', ', NC', `, ${pick('TP', 'VX', 'NV')} (${int(2, 9)} bản)`)}.</p></div>
     <div>${above.map((line) => `<p class="b">${line}</p>`).join('')}${done ? `<p class="i" style="margin:16px 0">${done}</p><signature required absent></signature><seal required absent></seal>` : `<signature required></signature><seal required>${seal}</seal>`}<p class="b">${rank}<v key="nguoi_ky">${name}</v></p></div></div>`;

  // Stamps and traces over the paper.
  const incoming = (share = 0.45) => {
    if (!chance(share)) return '';
    const ink = colour('#c81e28', '#3338a0', '#5a2680', '#333');
    return `<div class="over stamp" style="left:${int(-8, 22)}mm;top:${int(22, 50)}mm;transform:rotate(${int(-4, 4)}deg);color:${ink};opacity:${(0.6 + real() * 0.35).toFixed(2)}"><p class="b c">${pick('UBND XÃ', 'UBND PHƯỜNG')} ${upper(bare(office.commune))}</p>
      <p class="b c" style="font-size:1.25em;border-top:0.3mm solid">${pick('CÔNG VĂN ĐẾN', 'ĐẾN', 'VĂN BẢN ĐẾN')}</p><p>Số: ${hand(int(3, 999))} ........</p><p>Ngày: ${hand(slashes(add(issued, int(1, 9))))} ....</p><p>Chuyển: ..................</p></div>`;
  };
  const portal = () => (chance(0.5) ? `<div class="over stamp" style="left:${int(-14, -4)}mm;top:${int(24, 36)}mm;width:52mm;transform:rotate(${int(-3, 3)}deg);color:#b01030"><p class="b c" style="font-size:0.9em">CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ</p><p class="b c" style="font-size:1.2em">CÔNG VĂN ĐẾN</p><p>Giờ: ...... Ngày: ${slashes(add(issued, 1))}</p><p>Kính chuyển: ................</p></div>` : '');
  const electronic = (who, mail, of, share = 0.6) => (chance(share) ? `<p class="over" style="right:-12mm;top:${int(-16, -10)}mm;font:${pick('6.5pt', '7pt', '7.5pt')} Arimo;color:${colour('#d01020', '#222')};line-height:1.15">Ký bởi: ${who}<br>Email: ${mail}<br>Cơ quan: ${of}<br>${pick('Thời gian ký', 'Ngày ký')}: ${dots(add(issued, int(0, 3)))} ${n(7, 17)}:${n(0, 59)}:${n(0, 59)} +07:00</p>` : '');
  const traces = () => [
    chance(0.15) ? `<p class="over" style="left:-10mm;top:-14mm;font:8pt Cousine">Tu: VAN PHONG UBND  FAX: 0320${int(1000000, 9999999)}  ${slashes(add(issued, 1))} ${n(7, 17)}:${n(0, 59)}  P.01</p>` : '',
    chance(0.12) ? `<p class="over hand" style="left:-12mm;top:${int(170, 220)}mm;font:15pt Hand;color:#14207a;transform:rotate(-80deg)">${pick('Đ/c Hà xử lý', 'Chuyển TP-HT', 'Lưu VP')}</p>` : '',
    chance(0.12) ? `<p class="over hand" style="left:${int(60, 110)}mm;top:${int(34, 44)}mm;font:14pt Hand;color:#14207a;transform:rotate(${int(-8, 3)}deg)">${pick('K/c đ/c CT, PCT', 'Đ/c Bình - TH', 'Sao gửi các thôn')}</p>` : '',
    chance(0.15) ? `<div class="over edge" style="left:-24mm;top:-18mm;width:${int(2, 6)}mm;height:280mm"></div><div class="over edge" style="left:-24mm;top:-18mm;width:208mm;height:${int(1, 4)}mm"></div>` : '',
    chance(0.15) ? `<div class="over" style="left:${int(0, 160)}mm;top:-18mm;width:0.3mm;height:280mm;background:#555"></div>` : ''].join('');
  const urgent = (share = 0.3) => (chance(share) ? `<p class="over mark" style="left:${int(6, 14)}mm;top:${int(40, 46)}mm">${pick('KHẨN', 'HỎA TỐC', 'MẬT', 'THƯỢNG KHẨN')}</p>` : '');

  const ministry = pick(...MINISTRIES);
  const department = pick(...DEPARTMENTS);
  const chief = person(chance(0.2), add(issued, -years(int(40, 60))), { when: issued });
  const province = upper(office.province), town = office.province.startsWith('thành phố');
  return { hand, number, letterhead, title, authority, grounds, text, articles, signs, incoming, portal, electronic, traces, urgent, chief, province, town, two,
    ministry: { name: ministry[0], short: ministry[1], plain: ministry[0].replace('|', ' '), called: ministry[2] },
    department: { name: department[0], short: department[1], plain: department[0].replace('|', ' '), unit: pick(...department[2]) },
    commune: upper(office.commune), district: upper(office.district) };
}
