// What the report does in a browser beyond showing itself: filters, titles, focus, a copy button.

/** @type {{ verdicts: { word: string; sign: string }[]; results: Row[] }} */
const data = JSON.parse(document.getElementById("data").textContent);

/**
 * A result: target, rules, role, method, verdict, level, and the anchor of its page or 0.
 * Words are places in the lists of the filters; verdicts stand from the heaviest to the lightest.
 * @typedef {[number, number[], number, number, number, number, string | 0]} Row
 */

const form = /** @type {HTMLFormElement} */ (document.getElementById("filters"));
const output = form.querySelector("output");
const rows = [...document.querySelectorAll("tr[data-rule]")];
const links = [...document.querySelectorAll("a[data-result]")];
const quiet = new Set(["pass", "info", "skip"]);

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("reset", () => setTimeout(filter));
addEventListener("hashchange", arrive);
for (const command of document.querySelectorAll(".replay")) addCopyButton(command);
if (location.hash) arrive();

function filter() {
  const wanted = ["role", "method", "verdict", "level"].map((name) => form.elements[name].value);
  const shown = data.results.map((row) =>
    wanted.every((value, i) => value === "" || Number(value) === row[2 + i])
  );
  const rules = fillMatrix(shown);
  for (const link of links) link.hidden = !shown[link.dataset.result];
  for (const list of document.querySelectorAll("#failures li, #failures details")) {
    list.hidden = !list.querySelector("a[data-result]:not([hidden])");
  }
  output.textContent = wanted.every((value) => value === "")
    ? ""
    : `${rules} of ${rows.length} requirements, ${shown.filter(Boolean).length} results`;
}

/** Cells show the heaviest verdict of what is left; rows without one go. Returns how many stay. */
function fillMatrix(shown) {
  const cells = new Map();
  for (const [i, row] of data.results.entries()) {
    if (!shown[i]) continue;
    for (const rule of row[1]) {
      const key = `${rule} ${row[0]}`;
      if (!cells.has(key) || row[4] < cells.get(key)[4]) cells.set(key, row);
    }
  }
  for (const tr of rows) {
    const tds = [...tr.querySelectorAll("td")];
    const found = tds.map((_, target) => cells.get(`${tr.dataset.rule} ${target}`));
    for (const [target, td] of tds.entries()) fill(td, found[target]);
    tr.hidden = !found.some(Boolean);
  }
  return rows.filter((tr) => !tr.hidden).length;
}

function fill(td, row) {
  td.className = row ? `v ${data.verdicts[row[4]].word}` : "";
  td.replaceChildren();
  if (!row) return;
  const { word, sign } = data.verdicts[row[4]];
  const where = row[6] ? td.appendChild(document.createElement("a")) : td;
  if (row[6]) where.href = `#${row[6]}`;
  const mark = document.createElement("i");
  mark.ariaHidden = "true";
  mark.textContent = sign;
  const text = document.createElement("span");
  text.textContent = quiet.has(word) ? word : ` ${word}`;
  if (quiet.has(word)) text.className = "unseen";
  where.append(mark, text);
}

/** A page was asked for: its heading becomes the title and is read aloud. */
function arrive() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const page = target?.closest(".page");
  if (!page) return;
  if (target.tagName === "DETAILS") target.open = true;
  const heading = page.querySelector("h1");
  document.title = `${heading.textContent.trim()}: multifd conformance`;
  if (target === page) {
    heading.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

function addCopyButton(command) {
  if (!navigator.clipboard) return;
  const button = document.createElement("button");
  button.textContent = "Copy the command";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(command.textContent);
    button.textContent = "Copied";
  });
  command.after(button);
}
