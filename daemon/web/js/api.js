// Talking to the daemon: JSON under /api/v1, the CSRF token with every change, failures as ApiError.

import { pickMessage, t } from './i18n.js';

const ROOT = '/api/v1';
let csrf = '';
let onSignedOut = () => {};

export class ApiError extends Error {
  constructor(status, body) {
    super(body?.error ? pickMessage(body.error) : t('error.network'));
    this.status = status;
    this.code = body?.error?.code ?? 'network';
    this.body = body ?? {};
  }
}

export function whenSignedOut(run) {
  onSignedOut = run;
}

export function useCsrf(token) {
  csrf = token;
}

async function send(method, path, options) {
  try {
    return await fetch(ROOT + path, { method, credentials: 'same-origin', cache: 'no-store', ...options });
  } catch (cause) {
    if (cause.name === 'AbortError') throw cause;
    throw new ApiError(0, null);
  }
}

async function answerOf(response, path) {
  if (response.status === 204) return null;
  const body = await response.json().catch(() => null);
  if (response.ok) return body;
  if (response.status === 401 && body?.error?.code === 'not_signed_in') onSignedOut();
  throw new ApiError(response.status, body);
}

export async function get(path, { signal } = {}) {
  return answerOf(await send('GET', path, { signal }), path);
}

export async function change(method, path, body = {}) {
  const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf };
  return answerOf(await send(method, path, { headers, body: JSON.stringify(body) }), path);
}

export const post = (path, body) => change('POST', path, body);
export const patch = (path, body) => change('PATCH', path, body);

// A file from this computer, with progress (fetch tells none).
export function upload(file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${ROOT}/import?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('X-CSRF-Token', csrf);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(new ApiError(0, null));
    request.onload = () => {
      let body = null;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        // Answered below by its status.
      }
      if (request.status >= 200 && request.status < 300) resolve(body);
      else reject(new ApiError(request.status, body));
    };
    request.send(file);
  });
}

export const imageOf = (page) => `${ROOT}/pages/${page}/image`;
export const originalOf = (page) => `${ROOT}/pages/${page}/original`;
export const pdfOf = (paper) => `${ROOT}/papers/${paper}/pdf`;
export const dossierPdfOf = (code) => `${ROOT}/dossiers/${encodeURIComponent(code)}/pdf`;
export const partialOf = (scanner, page) => `${ROOT}/scanners/${encodeURIComponent(scanner)}/partial?page=${page}`;
export const coverOf = (said) => `${ROOT}/cover?${new URLSearchParams(said)}`;
export const EVENTS = `${ROOT}/events`;
