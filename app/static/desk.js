// Keys of a desk (initiatives to review, requests to answer): its list and its reading pane, and what a
// swap of the pane leaves to be done.
// By `event.code`: input methods eat letters. Nothing is decided but by pressing a button that is seen.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const on = (name, handle, capture) => document.addEventListener(name, handle, capture);
  const PAUSE = 400; // ms after an initiative has opened in which no key presses a button: a key pressed twice
  const IDLE = 10 * 60 * 1000; // ms without a hand on the page, after which it says no more that it is looked at
  const seen = (box) => Boolean(box?.getClientRects().length);

  // --- Switched on and off, kept on this computer.
  const store = (work) => { try { return work(localStorage); } catch { return null; } }; // may be switched off
  let works = store((local) => local.getItem("keys")) !== "off";
  const dress = () => {
    document.documentElement.classList.toggle("keys-on", works);
    for (const box of $$("[data-keys-switch]")) box.checked = works;
  };
  on("change", (event) => {
    if (!event.target.matches("[data-keys-switch]")) return;
    works = event.target.checked;
    store((local) => local.setItem("keys", works ? "on" : "off"));
    dress();
  });
  const help = () => { const box = $("#keys-help"); if (box && !box.open) box.showModal(); };
  on("click", (event) => { if (event.target.closest("[data-keys-help]")) help(); });

  // --- The list: j and k move the focus, o opens.
  const links = () => $$("[data-queue] [data-row]");
  const current = () => {
    const rows = links(), focused = rows.indexOf(document.activeElement?.closest("tr, li")?.querySelector("[data-row]"));
    return focused >= 0 ? focused : rows.findIndex((row) => row.hasAttribute("aria-current"));
  };
  const move = (step) => {
    const rows = links(), to = rows[current() + step] ?? (step > 0 ? $("[data-queue] [rel=next]") : null);
    if (!to) return;
    if (!seen(to)) return to.click(); // no room for the list beside the text
    to.focus();
    to.closest("tr, li")?.scrollIntoView({ block: "nearest" });
  };
  const open = () => {
    if (document.activeElement?.matches("[data-queue] [rel=next]")) return document.activeElement.click();
    const row = links()[Math.max(current(), 0)];
    if (row?.hasAttribute("aria-current")) $("#reading h1").focus();
    else row?.click();
  };

  // --- Deciding: a key presses the button that is seen; b and x open the reasons and choose between their buttons.
  let opened = -PAUSE;
  const arrive = () => {
    opened = performance.now();
    delete document.body.dataset.keys;
    setTimeout(() => { document.body.dataset.keys = "ready"; }, PAUSE);
  };
  const press = (button) => { if (!button.disabled && performance.now() - opened >= PAUSE) button.click(); };
  // What bears `data-key`: a button is pressed, a fold opens at its first field, a field is entered.
  const keyed = (code) => {
    const box = /^Key[A-Z]$/.test(code) && $$(`#reading [data-key=${code}]`).find(seen);
    if (!box) return null;
    if (box.matches("button")) return () => press(box);
    return () => {
      if (box.matches("details")) box.open = true;
      (box.matches("details") ? $("select, textarea, input:not([type=hidden])", box) : box).focus();
    };
  };
  const choose = (act) => {
    for (const button of $$("#refusal [name=act]")) button.classList.toggle("is-chosen", button.value === act);
    $("#refusal").dataset.act = act;
  };
  const reason = (act) => {
    const fold = $("#reasons"), button = $(`#refusal [name=act][value=${act}]`);
    if (!seen(fold) || !button) return;
    fold.open = true;
    choose(act);
    ($("input[type=checkbox]", fold) ?? $("textarea", fold)).focus();
    $("#live").textContent = button.textContent.trim();
  };
  const search = () => { const box = $("#q"); if (seen(box)) { box.focus(); box.select(); } else $(".desk__back a")?.click(); };

  const KEYS = {
    KeyJ: () => move(1), KeyK: () => move(-1), KeyO: open,
    KeyB: () => reason("returned"), KeyX: () => reason("invalid"), Slash: search,
  };
  const AGAIN = ["KeyJ", "KeyK"]; // may be held down
  const FIELD = "input, textarea, select, [contenteditable]";
  on("keydown", (event) => {
    if (!works || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    if ($("dialog[open]") || event.target.closest?.(FIELD)) return;
    const asks = event.key === "?" || (event.shiftKey && event.code === "Slash");
    const act = asks ? help : !event.shiftKey && (KEYS[event.code] ?? keyed(event.code));
    if (!act || (event.repeat && !AGAIN.includes(event.code))) return;
    event.preventDefault();
    act();
  });

  // --- Inside the reasons: arrows between the boxes, Ctrl and Enter sends what was chosen, Escape closes.
  on("keydown", (event) => {
    const form = event.target.closest?.("#refusal");
    if (!form || event.isComposing) return;
    const boxes = $$("[name=codes]", form), at = boxes.indexOf(event.target);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      $("#reasons").open = false;
      $("#reasons > summary").focus();
    } else if (event.key === "Enter" && form.dataset.act && (event.ctrlKey || at >= 0)) {
      event.preventDefault();
      if (event.ctrlKey && !event.repeat) $(`[name=act][value=${form.dataset.act}]`, form).click();
    } else if (step && at >= 0) {
      event.preventDefault();
      boxes[at + step]?.focus();
    }
  });

  // --- Inside any other form: Escape leads back to the keys, Ctrl and Enter presses the button that sends.
  on("keydown", (event) => {
    const form = event.target.closest?.("#reading form");
    if (!form || form.id === "refusal" || event.isComposing || !event.target.matches(FIELD)) return;
    if (event.key === "Escape") $("#reading h1").focus();
    else if (event.key === "Enter" && event.ctrlKey && !event.repeat) $("[data-sends]", form)?.click();
  });

  // --- Another one has come into the pane: the list follows, the focus stands at its title.
  on("htmx:after:swap", (event) => {
    const target = event.detail.ctx?.target; // the whole page, when one goes back in the history
    if (target?.id !== "reading" && target !== document.body) return;
    dress();
    if (!$("#reading")) return;
    for (const row of links()) {
      if (new URL(row.href).pathname === location.pathname) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
    arrive();
    $("#reading h1")?.focus();
  });

  // --- The page says that it is looked at: not for ever, and without a word when that fails.
  let touched = performance.now(), ended = false;
  for (const name of ["keydown", "pointerdown", "pointermove", "scroll"]) on(name, () => { touched = performance.now(); }, true);
  const looks = (event) => event.detail.ctx?.sourceElement?.id === "looking";
  on("htmx:before:request", (event) => {
    if (looks(event) && (ended || performance.now() - touched > IDLE)) event.preventDefault();
  }, true);
  on("htmx:before:response", (event) => { if (looks(event)) ended ||= event.detail.ctx.response.status === 401; }, true);
  for (const name of ["htmx:error", "htmx:after:request"]) {
    on(name, (event) => {
      const status = event.detail.ctx?.response?.status;
      if (looks(event) && (!status || status >= 500)) event.stopImmediatePropagation();
    }, true);
  }

  dress();
  if ($("[data-reading]")) {
    arrive();
    const row = $("[data-queue] [aria-current]");
    row?.closest("li").scrollIntoView({ block: "nearest" });
    if (document.activeElement === document.body) $("#reading h1").focus({ preventScroll: true });
    const said = $$("[data-toast] p").map((box) => box.textContent.trim());
    setTimeout(() => { $("#live").textContent = [...said, ...$$("[data-announce]").map((box) => box.textContent.trim())].join(" "); }, 100);
  }
})();
