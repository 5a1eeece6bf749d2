// An eSCL scanner that is a folder: escl_mock.mjs FOLDER PAGE.jpg [PORT]. Prints its port once it listens.
// In the folder: adf/ (each file with a number for its name is a sheet), and as files, while they are there: jam, open,
// busy (503 to jobs), early (404 instead of the second page, once), race (as early, and the feeder says for half a second
// that it is empty), half (half of the JPEG), hang (NextDocument never
// answers), eaten (a sheet is pulled in and no page sent), asleep (every connection is closed at once), chunked (the
// status in chunks), garbage (a status that is no HTTP), slow (the JPEG in eight parts with pauses), long (a
// Content-Length that is too large, and the connection ends), short (one that is too small), miscount (the job's own
// count is one more than what was sent). log: one line a request.
import { createServer } from 'node:http';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const [folder, image, port] = process.argv.slice(2);
const jpeg = readFileSync(image);
const has = (name) => existsSync(join(folder, name));
const sheets = () => readdirSync(join(folder, 'adf')).filter((name) => /^\d+$/.test(name)).sort();
const NS = 'xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"';

const caps = `<scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>2550</scan:MaxWidth><scan:MinHeight>16</scan:MinHeight>
<scan:MaxHeight>3507</scan:MaxHeight><scan:MaxScanRegions>1</scan:MaxScanRegions><scan:SettingProfiles><scan:SettingProfile>
<scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>
<scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat></scan:DocumentFormats>
<scan:SupportedResolutions><scan:DiscreteResolutions>${[75, 150, 300].map((n) => `<scan:DiscreteResolution>
<scan:XResolution>${n}</scan:XResolution><scan:YResolution>${n}</scan:YResolution></scan:DiscreteResolution>`).join('')}
</scan:DiscreteResolutions></scan:SupportedResolutions></scan:SettingProfile></scan:SettingProfiles>`;

const capabilities = `<?xml version="1.0" encoding="UTF-8"?><scan:ScannerCapabilities ${NS}><pwg:Version>2.6</pwg:Version>
<pwg:MakeAndModel>Folder MFP</pwg:MakeAndModel><pwg:SerialNumber>MFP0001</pwg:SerialNumber>
<scan:Platen><scan:PlatenInputCaps>${caps}</scan:PlatenInputCaps></scan:Platen>
<scan:Adf><scan:AdfSimplexInputCaps>${caps}</scan:AdfSimplexInputCaps></scan:Adf></scan:ScannerCapabilities>`;

const adfState = () => (has('jam') ? 'ScannerAdfJam' : has('open') ? 'ScannerAdfHatchOpen'
  : sheets().length && Date.now() > unsure ? 'ScannerAdfLoaded' : 'ScannerAdfEmpty');
const status = () => `<?xml version="1.0" encoding="UTF-8"?><scan:ScannerStatus ${NS}><pwg:Version>2.6</pwg:Version>
<pwg:State>${job ? 'Processing' : 'Idle'}</pwg:State><scan:AdfState>${adfState()}</scan:AdfState>
<scan:Jobs>${past.map(jobInfo).join('')}</scan:Jobs></scan:ScannerStatus>`;

let job = null;
let jobs = 0;
let unsure = 0; // until then the feeder does not know what it holds
const past = []; // jobs, the oldest first, as some devices list them

const jobInfo = (one, i) => `<scan:JobInfo><pwg:JobUri>/eSCL/ScanJobs/${i + 1}</pwg:JobUri><scan:Age>${10 * (past.length - i)}</scan:Age>
<pwg:ImagesCompleted>${one.pages + (has('miscount') ? 1 : 0)}</pwg:ImagesCompleted><pwg:JobState>${one === job ? 'Processing' : 'Completed'}</pwg:JobState></scan:JobInfo>`;

function answer(response, code, type = 'text/xml', body = '') {
  response.writeHead(code, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

function sendStatus(response) {
  if (has('garbage')) return response.socket.end('no HTTP at all\r\n\r\n');
  if (!has('chunked')) return answer(response, 200, 'text/xml', status());
  response.writeHead(200, { 'Content-Type': 'text/xml' });
  for (const part of status().match(/[^]{1,40}/g)) response.write(part);
  return response.end();
}

async function sendImage(response, image) {
  const length = image.length + (has('long') ? 1000 : has('short') ? -Math.floor(image.length / 2) : 0);
  const pause = has('slow') ? 150 : 0;
  response.strictContentLength = false;
  response.writeHead(200, { 'Content-Type': 'image/jpeg', 'Content-Length': length });
  const part = Math.ceil(image.length / 8);
  for (let at = 0; at < image.length; at += part) {
    response.write(image.subarray(at, at + part));
    if (pause) await new Promise((done) => { setTimeout(done, pause); });
  }
  if (length === image.length) response.end();
  else response.socket?.end();
}

function nextDocument(response) {
  if (has('hang')) return;
  if (has('eaten') && sheets().length) rmSync(join(folder, 'adf', sheets()[0]));
  const early = job?.pages === 1 && (has('early') ? 'early' : has('race') ? 'race' : null);
  if (early) rmSync(join(folder, early));
  if (early === 'race') unsure = Date.now() + 500;
  if (!job || early || (job.feeder ? !sheets().length : job.pages)) {
    // A real feeder takes its time to find out; and airscan may forget a page when its end is told at once.
    setTimeout(() => answer(response, 404), 150);
    return;
  }
  if (job.feeder) rmSync(join(folder, 'adf', sheets()[0]));
  job.pages += 1;
  sendImage(response, has('half') ? jpeg.subarray(0, jpeg.length / 2) : jpeg);
}

function route(request, response, body) {
  const path = request.url.replace(/\/+/g, '/');
  appendFileSync(join(folder, 'log'), `${request.method} ${path}\n`);
  if (path.endsWith('/ScannerCapabilities')) answer(response, 200, 'text/xml', capabilities);
  else if (path.endsWith('/ScannerStatus')) sendStatus(response);
  else if (request.method === 'POST' && path.endsWith('/ScanJobs')) {
    const feeder = body.includes('Feeder');
    if (has('busy')) answer(response, 503);
    else if (feeder && !sheets().length) answer(response, 409);
    else {
      job = { feeder, pages: 0 };
      past.push(job);
      response.writeHead(201, { Location: `/eSCL/ScanJobs/${++jobs}`, 'Content-Length': 0 });
      response.end();
    }
  } else if (path.endsWith('/NextDocument')) nextDocument(response);
  else if (request.method === 'DELETE') {
    job = null;
    answer(response, 200);
  } else answer(response, 404);
}

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (data) => { body += data; });
  request.on('end', () => route(request, response, body));
});
server.on('connection', (socket) => has('asleep') && socket.destroy());
server.listen(Number(port ?? 0), '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit(0)).resume(); // whoever started it is gone
