// Live events of the daemon. The browser comes back by itself and says what it has seen; "reset" means: load anew.

import { EVENTS } from './api.js';

const KINDS = ['scanner', 'page', 'paper', 'source', 'batch', 'status', 'reset'];

export function watchEvents({ onEvent, onState }) {
  let source = null;
  let again = 0;
  let ended = false;

  function open() {
    source = new EventSource(EVENTS);
    source.onopen = () => onState('live');
    source.onerror = () => {
      onState('lost');
      // The browser gives up after an answer that is no event stream (the daemon restarts, the session ended).
      if (source.readyState === EventSource.CLOSED && !ended) again = setTimeout(open, 3000);
    };
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => onEvent(kind, JSON.parse(event.data)));
    }
  }

  open();
  return () => {
    ended = true;
    clearTimeout(again);
    source.close();
  };
}
