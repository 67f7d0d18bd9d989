// Every page works without this file; it saves reloads and typing.
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector) => document.querySelectorAll(selector);
function say(text) {
  const status = $('#announcement');
  status.textContent = '';
  setTimeout(() => { status.textContent = text; }, 50);
}

// The first page carries its stylesheet; it is fetched afterwards, so that the next pages find it.
const style = document.currentScript && document.currentScript.dataset.style;
if (style && window.fetch) addEventListener('load', () => fetch(style).catch(() => {}));

// What is folded on a phone is open on a wide screen.
const wide = matchMedia('(min-width: 992px)');
const unfold = () => all('details[data-open-wide]').forEach((d) => { d.open = wide.matches; });
unfold();
wide.addEventListener('change', unfold);

// Live results: the same form and address, answered with the results alone.
const form = $('form[data-live]');
if (form && window.fetch && window.AbortController) {
  let running;
  let timer;
  const address = () => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) query.append(name, value);
    return `${form.action.split('?')[0]}?${query}`;
  };
  const load = async (url, remember) => {
    if (running) running.abort();
    running = new AbortController();
    $('#results').setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(url, { headers: { 'X-Fragment': 'results' }, signal: running.signal });
      if (!answer.ok) throw new Error(answer.status);
      const page = document.createElement('template');
      page.innerHTML = await answer.text();
      ['#results', '#where'].forEach((part) => { if ($(part, page.content)) $(part).replaceWith($(part, page.content)); });
      if (remember) history.pushState({}, '', url);
      say($('#count').textContent);
    } catch (fault) {
      if (fault.name !== 'AbortError') location.assign(url);
    }
  };
  document.addEventListener('change', (event) => {
    if (event.target.form !== form || event.target.type === 'text' || event.target.type === 'search') return;
    clearTimeout(timer);
    timer = setTimeout(() => load(address(), true), 150);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    load(address(), true).then(() => { if ($('#count')) $('#count').focus(); });
  });
  addEventListener('popstate', () => location.reload());
}

// Shortlist: the same form, without leaving the page.
document.addEventListener('submit', async (event) => {
  const keep = event.target;
  if (!keep.matches('[data-keep]') || !window.fetch) return;
  event.preventDefault();
  const button = $('button', keep);
  const adds = button.name === 'add';
  try {
    const answer = await fetch(keep.action, { method: 'POST', headers: { 'X-Fragment': 'kept' }, body: new URLSearchParams([[button.name, button.value]]) });
    if (answer.status !== 204) throw new Error(answer.status);
    const text = adds ? keep.dataset.kept : keep.dataset.keepIt;
    button.name = adds ? 'remove' : 'add';
    button.setAttribute('aria-pressed', adds);
    $('span', button).textContent = text;
    const count = $('[data-kept-count]');
    if (count) count.textContent = +count.textContent + (adds ? 1 : -1);
    say(button.textContent);
  } catch {
    keep.removeAttribute('data-keep');
    button.click();
  }
});
all('[data-print]').forEach((button) => {
  button.hidden = false;
  button.addEventListener('click', () => print());
});

// Municipality: a combobox (WAI-ARIA 1.2, list autocomplete) over a plain field with a datalist.
all('[data-combobox]').forEach((box) => {
  const input = $('input', box);
  const list = document.createElement('ul');
  let options = [];
  let at = -1;
  let timer;
  list.id = `${input.id}-list`;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', $(`label[for="${input.id}"]`).textContent);
  list.hidden = true;
  box.append(list);
  input.removeAttribute('list');
  Object.entries({ role: 'combobox', autocomplete: 'off', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id })
    .forEach(([name, value]) => input.setAttribute(name, value));
  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const pick = (i) => {
    input.value = options[i];
    close();
    if (form && input.form === form) form.requestSubmit();
  };
  const mark = () => {
    [...list.children].forEach((item, i) => item.setAttribute('aria-selected', i === at));
    if (at >= 0) {
      input.setAttribute('aria-activedescendant', list.children[at].id);
      list.children[at].scrollIntoView({ block: 'nearest' });
    }
  };
  const draw = (names) => {
    options = names;
    at = -1;
    list.textContent = '';
    names.forEach((name, i) => {
      const item = document.createElement('li');
      item.id = `${list.id}-${i}`;
      item.setAttribute('role', 'option');
      item.setAttribute('aria-selected', 'false');
      item.textContent = name;
      item.addEventListener('pointerdown', (event) => { event.preventDefault(); pick(i); });
      list.append(item);
    });
    list.hidden = !names.length;
    input.setAttribute('aria-expanded', String(names.length > 0));
    say(names.length ? box.dataset.found.replace('{n}', names.length) : box.dataset.none);
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    if (input.value.length < 2) return close();
    timer = setTimeout(async () => {
      try {
        draw(await (await fetch(`${box.dataset.combobox}?q=${encodeURIComponent(input.value)}`)).json());
      } catch {
        close();
      }
    }, 180);
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return close();
    if (list.hidden) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      at = (at + (event.key === 'ArrowDown' ? 1 : -1) + options.length) % options.length;
      mark();
    } else if (event.key === 'Enter' && at >= 0) {
      event.preventDefault();
      pick(at);
    }
  });
  input.addEventListener('blur', close);
});
