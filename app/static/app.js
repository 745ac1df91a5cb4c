// Everything here makes a page that already works more comfortable. No inline code, no eval; words stand in the markup.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const on = (name, handle, capture) => document.addEventListener(name, handle, capture);
  const words = () => $("#toasts").dataset;
  const group = (number) => String(Math.abs(number)).replace(/\B(?=(\d{3})+$)/g, ".");
  document.documentElement.classList.add("js");

  // --- Counters. Python's len(unicodedata.normalize("NFC", text)) with \r\n as one: NFC, line ends to \n, code points.
  const length = (text) => [...text.normalize("NFC").replace(/\r\n?/g, "\n")].length;
  const count = (area) => {
    const box = document.getElementById(area.dataset.count);
    if (!box) return;
    const now = length(area.value);
    $("[data-counter-now]", box).textContent = group(now);
    box.classList.toggle("is-over", now > Number(box.dataset.max));
  };

  // --- Picking rows for the bulk bar.
  const pick = (form) => {
    const boxes = $$("[data-pick]", form), chosen = boxes.filter((box) => box.checked);
    for (const box of boxes) box.closest("tr, li")?.classList.toggle("is-picked", box.checked);
    const elsewhere = $$("[data-bulk-base]", form).reduce((sum, out) => sum + Number(out.dataset.bulkBase), 0); // on other pages
    for (const out of $$("[data-bulk-count]", form)) out.textContent = group(chosen.length + elsewhere);
    for (const bar of $$("[data-bulk]", form)) bar.classList.toggle("is-idle", !chosen.length && !elsewhere);
    for (const all of $$("[data-pick-all]", form)) {
      all.checked = boxes.length > 0 && chosen.length === boxes.length;
      all.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
    }
  };
  const pickAll = (form, value) => { for (const box of $$("[data-pick]", form)) box.checked = value; pick(form); };

  on("input", (event) => {
    if (event.target.matches("[data-count]")) count(event.target);
    if (event.target.matches("[data-saves-itself] textarea")) event.target.form.classList.add("is-unsaved");
  });
  on("submit", (event) => event.target.classList.remove("is-unsaved"));
  addEventListener("beforeunload", (event) => { if ($("[data-saves-itself].is-unsaved")) event.preventDefault(); });
  on("change", (event) => {
    const form = event.target.closest("[data-bulk-form]");
    if (form && event.target.matches("[data-pick-all]")) pickAll(form, event.target.checked);
    else if (form && event.target.matches("[data-pick]")) pick(form);
  });

  // --- Toasts: time to read (8 s and 80 ms a letter), held by pointer or focus; refusals stay until closed.
  const dress = (toast) => {
    if (toast.dataset.dressed) return;
    toast.dataset.dressed = "yes";
    const close = document.createElement("button");
    close.type = "button";
    close.className = "toast__close";
    close.setAttribute("aria-label", words().close);
    close.textContent = "×";
    close.addEventListener("click", () => toast.remove());
    toast.append(close);
    if (toast.dataset.toast === "danger") return;
    let timer;
    const start = () => { clearTimeout(timer); timer = setTimeout(() => toast.remove(), 8000 + 80 * toast.textContent.length); };
    const hold = () => clearTimeout(timer);
    for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, hold);
    for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, start);
    start();
  };
  const toast = (text, kind = "info") => {
    const box = document.createElement("div"), line = document.createElement("p");
    box.className = "toast toast--" + kind;
    box.dataset.toast = kind;
    line.textContent = text;
    box.append(line);
    $("#toasts").append(box);
    dress(box);
  };
  on("toast", (event) => toast(event.detail.text, event.detail.kind)); // HX-Trigger: {"toast": {"text": …, "kind": …}}

  // --- A table copied in Excel or Word comes with its cells as HTML: line breaks inside a cell survive that way.
  on("paste", (event) => {
    const area = event.target.closest?.("[data-paste-table]"), html = event.clipboardData?.getData("text/html");
    const table = area && html && new DOMParser().parseFromString(html, "text/html").querySelector("table");
    if (!table) return;
    const cell = (box) => {
      for (const part of box.querySelectorAll("br")) part.replaceWith("\n");
      for (const part of box.querySelectorAll("p + p, div + div, li + li")) part.prepend("\n");
      const text = box.textContent.replace(/[ \t\u00a0]+/g, " ").trim();
      return [/[\t\n"]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text, ...Array(box.colSpan - 1).fill("")];
    };
    event.preventDefault();
    const rows = [...table.rows].map((row) => [...row.cells].flatMap(cell).join("\t"));
    area.setRangeText(rows.join("\n"), area.selectionStart, area.selectionEnd, "end");
  });

  // --- Copying; an intranet without https has no navigator.clipboard.
  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "vh";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };

  on("click", (event) => {
    const copier = event.target.closest("[data-copy]");
    if (copier) {
      const source = copier.dataset.copy.startsWith("#") && $(copier.dataset.copy);
      copy(source ? source.value ?? source.innerText.trim() : copier.dataset.copy).then(() => toast(words().copied, "ok"), () => toast(words().failed, "danger"));
    }
    if (event.target.closest("[data-print]")) print();
    const clear = event.target.closest("[data-bulk-clear]");
    if (clear) pickAll(clear.closest("[data-bulk-form]"), false);
    const fold = event.target.closest("[data-fold]");
    if (fold) {
      const open = fold.getAttribute("aria-expanded") !== "true";
      fold.setAttribute("aria-expanded", String(open));
      document.getElementById(fold.getAttribute("aria-controls"))?.classList.toggle("is-folded", !open);
    }
    for (const menu of $$("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  on("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = $("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    $("summary", menu).focus();
  });

  // --- A kept note goes under what is written; without a script its button asks the server.
  on("click", (event) => {
    const filler = event.target.closest("[data-fills]");
    if (!filler) return;
    event.preventDefault();
    const area = document.getElementById(filler.dataset.fills), text = $("[name=canned]", filler.form).selectedOptions[0].dataset.text;
    if (!text) return;
    area.value = [area.value.trim(), text].filter(Boolean).join("\n");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  });

  // --- One press, one submission. The press is re-armed when the answer comes, when the page returns
  // from the history, and after ten seconds (an answer may be a file). GET forms are harmless.
  const buttons = (form) => [...form.elements].filter((box) => box.type === "submit");
  const arm = (form) => {
    for (const box of buttons(form)) {
      if (!box.dataset.held) continue;
      box.disabled = false;
      if (box.dataset.held === "focus" && document.activeElement === document.body) box.focus();
      delete box.dataset.held;
    }
  };
  const hold = (form) => {
    for (const box of buttons(form)) {
      if (box.disabled) continue;
      box.dataset.held = document.activeElement === box ? "focus" : "yes";
      box.disabled = true;
    }
    setTimeout(() => arm(form), 10000);
  };
  on("submit", (event) => {
    const said = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (said && !confirm(said)) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    if (event.target.method !== "post") return;
    // Later: a button disabled now would not be sent; htmx forms are held by their own event.
    setTimeout(() => { if (!event.defaultPrevented) hold(event.target); });
  }, true);
  addEventListener("pageshow", () => { for (const form of document.forms) arm(form); });

  // --- htmx.
  on("htmx:before:request", (event) => {
    const { form, method } = event.detail.ctx.request;
    if (form && "savesItself" in form.dataset) form.classList.replace("is-unsaved", "is-saving"); // and keeps its buttons
    else if (form && method !== "GET") hold(form);
  });
  on("htmx:before:response", (event) => {
    if (event.detail.ctx.response.status === 401) event.preventDefault(); // put off: the page stays as it is
  });

  // --- A request whose session has ended waits while one signs in over the page, then it is sent again.
  let signingIn = null; // one dialog for all requests that wait
  const renew = (token) => {
    for (const box of $$("input[name=csrf_token]")) box.value = token;
    const name = "hx-headers:inherited"; // htmx reads it at each request
    document.body.setAttribute(name, JSON.stringify({ ...JSON.parse(document.body.getAttribute(name)), "X-CSRFToken": token }));
  };
  const signIn = (html) => new Promise((done) => {
    const dialog = document.createElement("dialog");
    dialog.className = "plain__card";
    dialog.style.margin = "auto";
    dialog.setAttribute("aria-labelledby", "over-title");
    const show = (form) => {
      dialog.innerHTML = form;
      const renewed = $("[data-renewed] input[name=csrf_token]", dialog); // a new session, and one step more before the request goes
      if (renewed) renew(renewed.value);
      ($("[data-errors]", dialog) ?? $("[autocomplete]", dialog) ?? $("button", dialog))?.focus();
    };
    dialog.addEventListener("click", (event) => { if (event.target.closest("[data-over-close]")) dialog.close(); });
    dialog.addEventListener("close", () => { dialog.remove(); done(null); });
    dialog.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const headers = { "HX-Request": "true", "HX-Request-Type": "partial" };
        const answer = await fetch(event.target.action, { method: "POST", body: new FormData(event.target), headers });
        if (!/json/.test(answer.headers.get("Content-Type"))) return answer.status < 500 ? show(await answer.text()) : toast(words().failed, "danger");
        const said = await answer.json();
        if (said.reload) return location.reload(); // somebody else: this page is not theirs
        renew(said.token);
        done(said.resend ? said.token : null);
        dialog.close();
      } catch { toast(words().offline, "danger"); }
    });
    document.body.append(dialog);
    dialog.showModal();
    show(html);
  }).finally(() => { signingIn = null; });
  on("htmx:config:request", (event) => {
    const ctx = event.detail.ctx;
    ctx.fetch = async (address, request) => {
      const answer = await fetch(address, request);
      if (answer.status !== 401) return answer;
      clearTimeout(ctx.requestTimeout); // who signs in takes a while
      const form = await answer.text();
      signingIn ??= signIn(form);
      const token = await signingIn;
      if (!token) return answer;
      if (request.body?.has?.("csrf_token")) request.body.set("csrf_token", token);
      return fetch(address, { ...request, headers: { ...request.headers, "X-CSRFToken": token } });
    };
  });
  on("htmx:after:request", (event) => {
    if (event.detail.ctx.response.status >= 500) toast(words().failed, "danger");
  });
  on("htmx:error", (event) => {
    if (event.detail.ctx && !event.detail.ctx.response) toast(words().offline, "danger");
  });
  on("htmx:finally:request", (event) => {
    const { form } = event.detail.ctx.request;
    const { response } = event.detail.ctx;
    if (form?.classList.contains("is-saving")) form.classList.replace("is-saving", response?.status < 400 ? "is-saved" : "is-unsaved");
    if (form) for (const box of [form, form.id && document.getElementById(form.id)]) if (box) arm(box); // it may have been swapped
  });
  on("htmx:after:swap", () => {
    wake();
    const said = $$("[data-announce]").map((box) => box.textContent.trim()).join(". ");
    if (said && said !== $("#live").textContent) $("#live").textContent = said;
  });

  // --- A visitor's form keeps its words on this phone for a day: not the file, not the tick of consent.
  const DAY = 24 * 3600 * 1000;
  const saved = (name) => "wall:" + name;
  const store = (work) => { try { return work(localStorage); } catch { return null; } }; // may be switched off
  const kept = (form) => [...form.elements].filter((box) => box.name === "key" || (box.name && !["hidden", "file", "checkbox", "submit"].includes(box.type)));
  const autosave = (form) => {
    const said = kept(form).filter((box) => box.type !== "radio" || box.checked).map((box) => [box.name, box.value]);
    if (store((local) => { local.setItem(saved(form.dataset.autosave), JSON.stringify({ at: Date.now(), said })); return true; })) $("[data-autosave-said]", form)?.removeAttribute("hidden");
  };
  const restore = (form) => {
    const before = store((local) => JSON.parse(local.getItem(saved(form.dataset.autosave))));
    if (!before || Date.now() - before.at > DAY) return;
    const said = new Map(before.said);
    for (const box of kept(form)) {
      if (!said.has(box.name)) continue;
      if (box.type === "radio") box.checked = box.value === said.get(box.name);
      else box.value = said.get(box.name);
    }
    $("[data-autosave-said]", form)?.removeAttribute("hidden");
  };
  on("input", (event) => {
    const form = event.target.form;
    if (form?.dataset.autosave) autosave(form);
  });
  on("click", (event) => {
    const link = event.target.closest("[data-autosave-forget]");
    if (link) store((local) => local.removeItem(saved(link.dataset.autosaveForget))); // the link then opens an empty form
  });
  for (const form of $$("[data-autosave]")) "fresh" in form.dataset ? restore(form) : autosave(form);
  for (const done of $$("[data-autosave-clear]")) store((local) => local.removeItem(saved(done.dataset.autosaveClear)));

  const roles = Object.entries({
    ".tbl": "table", ".tbl > thead, .tbl > tbody, .tbl > tfoot": "rowgroup", ".tbl > * > tr": "row",
    ".tbl td": "cell", ".tbl th": "rowheader", ".tbl > thead th": "columnheader",
  });

  // --- What every page needs when it comes, and again after a swap.
  const wake = () => {
    for (const area of $$("[data-count]")) count(area);
    for (const form of $$("[data-bulk-form]")) pick(form);
    for (const box of $$("[data-toast]")) dress(box);
    const errors = $("[data-errors]:not([data-seen])");
    if (errors) { errors.dataset.seen = "yes"; errors.focus(); }
    // Cards on a phone are still a table to a screen reader.
    for (const [selector, role] of roles) for (const part of $$(selector)) part.setAttribute("role", role);
  };
  wake();
})();
