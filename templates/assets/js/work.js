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
