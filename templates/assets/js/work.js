// Work pages: upload progress, waiting for a file to be read, showing differences only. All of it is
// on top of plain forms and pages.
document.querySelectorAll('form[data-upload]').forEach((form) => {
  form.addEventListener('submit', (event) => {
    const file = form.querySelector('input[type=file]');
    const bar = form.querySelector('progress');
    const button = event.submitter;
    if (!file.files.length || !bar) return;
    event.preventDefault();
    bar.hidden = false;
    const request = new XMLHttpRequest();
    request.open('POST', button && button.hasAttribute('formaction') ? button.formAction : form.action);
    request.upload.addEventListener('progress', (e) => { if (e.lengthComputable) bar.value = (100 * e.loaded) / e.total; });
    request.addEventListener('load', () => {
      if (request.status === 200) return location.assign(request.responseURL);
      document.open(); // refused: the page that came back says why
      document.write(request.responseText);
      document.close();
    });
    request.addEventListener('error', () => { bar.hidden = true; form.submit(); });
    request.send(new FormData(form, button));
  });
});

// Work that goes on: show how far it is until it is over, then show what came of it. It is said aloud at each quarter only.
const waiting = document.querySelector('[data-waiting]');
if (waiting) {
  const bar = waiting.querySelector('progress');
  const detail = waiting.querySelector('[data-detail]');
  const said = waiting.querySelector('[data-said]');
  let quarter = 0;
  const ask = async () => {
    try {
      const answer = await fetch(waiting.dataset.waiting, { headers: { Accept: 'application/json' } });
      const now = answer.ok && (await answer.json());
      if (now && now.waiting && now.state === waiting.dataset.state) {
        bar.value = now.percent;
        detail.textContent = now.text;
        if (Math.floor(now.percent / 25) > quarter) {
          quarter = Math.floor(now.percent / 25);
          said.textContent = now.text;
        }
        return setTimeout(ask, 700);
      }
    } catch {
      return setTimeout(ask, 3000);
    }
    return location.reload();
  };
  setTimeout(ask, 400);
}

document.querySelectorAll('[data-only-differences]').forEach((box) => {
  box.closest('label').hidden = false;
  box.addEventListener('change', () => document.querySelector(box.dataset.onlyDifferences).classList.toggle('only-differences', box.checked));
});

// The cases of a queue by single letters, which can be turned off (WCAG 2.2, 2.1.4). A letter presses what the mouse would.
const keyed = document.querySelector('[data-keys]');
if (keyed) {
  const help = keyed.querySelector('.rg-keys');
  const box = keyed.querySelector('[data-keys-switch]');
  const kept = (value) => { try { return value === undefined ? localStorage.getItem('albo-keys') : localStorage.setItem('albo-keys', value); } catch { return null; } };
  let on = kept() !== 'off';
  const show = () => {
    if (help) help.hidden = false;
    if (box) box.checked = on;
    keyed.querySelectorAll('.rg-key').forEach((k) => { k.hidden = !on; });
    keyed.querySelectorAll('[data-key]').forEach((k) => {
      if (on) k.setAttribute('aria-keyshortcuts', k.dataset.key.toUpperCase().replace('ARROWLEFT', 'ArrowLeft').replace('ARROWRIGHT', 'ArrowRight'));
      else k.removeAttribute('aria-keyshortcuts');
    });
  };
  show();
  if (box) {
    box.addEventListener('change', () => {
      on = box.checked;
      kept(on ? 'on' : 'off');
      show();
      document.querySelector('#announcement').textContent = on ? keyed.dataset.keys : keyed.dataset.keysOff;
    });
  }
  document.addEventListener('keydown', (event) => {
    if (!on || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const typing = event.target.closest('input:not([type=radio], [type=checkbox]), textarea, select');
    if (typing || (event.key.startsWith('Arrow') && event.target.closest('input'))) return;
    const wanted = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const target = [...keyed.querySelectorAll('[data-key]')].find((k) => k.dataset.key.split(' ').includes(wanted));
    if (!target) return;
    event.preventDefault();
    if (target.matches('summary')) target.parentElement.open = wanted !== '?' || !target.parentElement.open;
    else target.click();
    (target.matches('summary') && target.parentElement.querySelector('textarea') || target).focus();
  });
}

// A case in hand: say so while somebody works on it, and let go of it when the page is left for another.
const held = document.querySelector('[data-hold]');
if (held && held.dataset.hold) {
  let going = false;
  setInterval(() => { if (!document.hidden) fetch(held.dataset.hold, { method: 'POST' }).catch(() => {}); }, 4 * 60 * 1000);
  document.addEventListener('submit', () => { going = true; });
  addEventListener('pagehide', () => { if (!going) navigator.sendBeacon(held.dataset.leave); });
}
