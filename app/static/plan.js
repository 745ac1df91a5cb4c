// The grid of an allocation plan: moves like a spreadsheet, adds up at each keystroke, saves as one goes.
// Without it the same form is sent by its button. Only boxes that wait to be saved have a name.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const group = (number) => String(Math.abs(number)).replace(/\B(?=(\d{3})+$)/g, ".");
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase().trim();
  const MOST = 10000000; // as app/quotas/grid.py
  const form = () => $("#lines[data-plan]");
  const cells = () => $$("[data-cell]");
  const place = () => "plan-" + form().dataset.plan;

  // "1.200", "1 200", "1200" and "02" are numbers, an empty box is 0; anything else is none.
  const number = (text) => {
    const bare = text.replace(/\s+/g, " ").trim();
    if (bare === "") return 0;
    const read = /^(\d+|\d{1,3}([. ]\d{3})+)$/.test(bare) ? Number(bare.replace(/\D/g, "")) : NaN;
    return read > MOST ? NaN : read;
  };
  const per100 = (sum, members) => {
    const tenths = Math.round(sum * 1000 / members);
    return group(Math.floor(tenths / 10)) + "," + tenths % 10;
  };
  const held = (box) => Number(box.dataset.held);
  const differs = (box) => number(box.value) !== held(box); // NaN differs from everything

  // --- What the eye follows: totals of the row, of the stages, and what is wrong.
  const judge = (box) => {
    const bad = Number.isNaN(number(box.value));
    const note = document.getElementById(box.id + "-error");
    if (bad && !note) {
      const said = document.createElement("p");
      said.className = "cellnote";
      said.id = box.id + "-error";
      said.textContent = form().dataset.noNumber;
      box.after(said);
      box.setAttribute("aria-describedby", said.id);
    }
    if (!bad) { note?.remove(); box.removeAttribute("aria-describedby"); }
    if (bad) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
    box.closest("tr").classList.toggle("is-bad", $$("[aria-invalid]", box.closest("tr")).length > 0);
  };
  const addRow = (row) => {
    const sum = $$("[data-cell]", row).reduce((total, box) => total + number(box.value), 0);
    const members = Number(row.dataset.members), total = $("[data-row-total]", row), rate = $("[data-row-rate]", row);
    if (total) total.textContent = Number.isNaN(sum) ? "–" : group(sum);
    if (rate) rate.textContent = members && !Number.isNaN(sum) ? per100(sum, members) : "–";
  };
  const addUp = () => {
    for (const line of $$("[data-sum-of]")) {
      const changed = cells().filter((box) => box.dataset.stage === line.dataset.sumOf && differs(box));
      const planned = changed.reduce((sum, box) => sum + (number(box.value) || 0) - held(box), Number(line.dataset.planned));
      const left = Number(line.dataset.target) - planned;
      $("[data-planned-now]", line).textContent = group(planned);
      $("[data-left]", line).textContent = group(left);
      $("[data-left]", line).hidden = left === 0;
      for (const [word, is] of [["left", left > 0], ["over", left < 0], ["even", left === 0]]) $(`[data-word=${word}]`, line).hidden = !is;
      line.classList.toggle("is-off", left !== 0);
    }
  };

  // --- Saving. What waits is kept in this tab as well, should the page be lost.
  let sending = null, timer = 0;
  const say = (word, kind = "") => {
    const line = $("[data-saved]");
    line.textContent = line.dataset[word];
    line.className = "plan-sums__saved " + kind;
  };
  const waiting = () => cells().filter((box) => box.hasAttribute("name"));
  const keep = () => {
    const open = Object.fromEntries(cells().filter(differs).map((box) => [box.id, box.value]));
    try {
      if (Object.keys(open).length) sessionStorage.setItem(place(), JSON.stringify(open));
      else sessionStorage.removeItem(place());
    } catch { /* a browser without storage still saves */ }
  };
  const rest = () => { // what stands beside the sums while nothing is on its way
    const bad = $$("[data-cell][aria-invalid]").length > 0;
    say(bad ? "bad" : "done", bad ? "is-off" : "");
  };
  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
  const save = () => {
    if (sending || !form() || !waiting().length) return;
    sending = new Map(waiting().map((box) => [box, box.value]));
    say("saving");
    htmx.trigger(form(), "plan:save");
  };
  const enter = (box) => {
    judge(box);
    addRow(box.closest("tr"));
    if (!Number.isNaN(number(box.value)) && differs(box)) box.name = box.id;
    else box.removeAttribute("name");
    keep();
  };
  const saved = () => {
    for (const [box, text] of sending) {
      box.dataset.held = number(text);
      if (box.value === text) box.removeAttribute("name");
      box.closest("tr").dataset.hand = "yes";
      const by = $(".plan-by > span", box.closest("tr"));
      if (by && !$(".chip--info", by)) by.innerHTML = $("#by-hand").innerHTML;
    }
    for (const box of $$("input[name=version]")) box.value = $("#sums").dataset.version;
    rest();
    addUp();
    keep();
  };
  document.addEventListener("htmx:finally:request", (event) => {
    if (!sending) return; // the grid is the only one here that asks
    const status = event.detail.ctx.response?.status ?? 0;
    if (status === 200) saved();
    else if (status === 0 || status >= 500) { say("lost", "is-off"); later(5000); }
    sending = null;
    if (status === 200 && waiting().length) later(0);
    if (status === 409 || status === 422) wake();
  });
  addEventListener("online", () => later(0));
  addEventListener("beforeunload", (event) => { if (form() && cells().some(differs)) event.preventDefault(); });

  // --- Moving about.
  const shown = () => $$("#lines tbody tr").filter((row) => !row.hidden);
  const go = (box, down, right) => {
    const rows = shown(), row = box.closest("tr"), line = $$("[data-cell]", row);
    const to = rows[rows.indexOf(row) + down];
    const next = to && $$("[data-cell]", to)[line.indexOf(box) + right];
    if (next) next.focus();
    return Boolean(next);
  };
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const edge = (box, key) => {
    const all = box.selectionStart === 0 && box.selectionEnd === box.value.length;
    return all || box.selectionStart === box.selectionEnd && box.selectionStart === (key === "ArrowLeft" ? 0 : box.value.length);
  };
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!box.matches?.("[data-cell]") || event.isComposing) return;
    if (event.key === "Escape") {
      box.value = group(held(box));
      enter(box); addUp();
      if (!sending && !waiting().length) rest();
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !differs(box)) {
      event.preventDefault();
      $("#undo").click();
    } else if (event.key in steps && !event.altKey && !event.ctrlKey && !event.metaKey) {
      const [down, right] = steps[event.key];
      if (right && (event.shiftKey || !edge(box, event.key))) return;
      event.preventDefault();
      go(box, event.key === "Enter" && event.shiftKey ? -1 : down, right);
    }
  });
  document.addEventListener("focusin", (event) => { if (event.target.matches("[data-cell]")) event.target.select(); });
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-cell]")) { judge(event.target); addRow(event.target.closest("tr")); addUp(); keep(); }
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-cell]")) return;
    enter(event.target);
    addUp();
    if (waiting().length) later(200);
    else if (!sending) rest();
  });
  document.addEventListener("paste", (event) => {
    const box = event.target, text = event.clipboardData?.getData("text") ?? "";
    if (!box.matches?.("[data-cell]") || !/[\n\t]/.test(text.trim())) return;
    event.preventDefault();
    const rows = shown(), first = rows.indexOf(box.closest("tr")), column = $$("[data-cell]", box.closest("tr")).indexOf(box);
    text.replace(/\r?\n$/, "").split(/\r?\n/).forEach((line, down) => line.split("\t").forEach((value, right) => {
      const to = rows[first + down] && $$("[data-cell]", rows[first + down])[column + right];
      if (to) { to.value = value.trim(); enter(to); }
    }));
    addUp();
    later(0);
  });
  document.addEventListener("submit", (event) => {
    if (event.target === form() && !event.submitter?.hasAttribute("data-release")) { event.preventDefault(); later(0); }
    if (event.target.matches("[data-plan-filter]")) event.preventDefault();
  }, true);

  // --- Narrowing, without asking the server.
  const narrow = () => {
    const asked = $("[data-plan-filter]");
    if (!asked) return;
    const words = fold(asked.elements.q.value), block = asked.elements.block.value, cluster = asked.elements.cluster?.value ?? "", only = asked.elements.only.value;
    for (const row of $$("#lines tbody tr")) {
      const nothing = $$("[data-cell]", row).every((box) => number(box.value) === 0);
      row.hidden = !row.dataset.search.includes(words) || (block !== "" && row.dataset.block !== block)
        || (cluster !== "" && row.dataset.cluster !== cluster)
        || (only === "hand" && !row.dataset.hand) || (only === "none" && !nothing);
    }
  };
  for (const name of ["input", "change"]) document.addEventListener(name, (event) => { if (event.target.closest?.("[data-plan-filter]")) narrow(); });

  // --- At the start, and when the whole plan came anew: a conflict, or an answer to a sign-in.
  const wake = () => {
    if (!form()) return;
    let open = {};
    try { open = JSON.parse(sessionStorage.getItem(place()) ?? "{}"); } catch { /* nothing was kept */ }
    for (const box of cells()) {
      if (box.id in open) box.value = open[box.id];
      enter(box);
    }
    addUp();
    narrow();
  };
  document.addEventListener("htmx:after:swap", () => { if (!sending) wake(); });
  wake();
  if (form() && waiting().length) later(500);
})();
