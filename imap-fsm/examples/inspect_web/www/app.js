"use strict";
// The page: octets go into the module, rows come out as JSON. Rows get into the document in steps, so that a long session
// shows at once.
const STEP = 300;
const $ = (id) => document.getElementById(id);
const utf8 = new TextDecoder();
let module, rows = [], shown = [], drawn = 0;

const started = WebAssembly.instantiate(
  Uint8Array.from(atob($("module").textContent), (char) => char.charCodeAt(0)), {},
).then(({ instance }) => { module = instance.exports; });

function put(octets) {
  // Room first: it may move the memory.
  const at = module.buffer(octets.length);
  new Uint8Array(module.memory.buffer, at, octets.length).set(octets);
}

function taken(length) {
  const at = module.result();
  return JSON.parse(utf8.decode(new Uint8Array(module.memory.buffer, at, length)));
}

async function inspect(octets, client) {
  await started;
  const begun = performance.now();
  put(octets);
  const result = taken(client === undefined ? module.inspect() : module.inspect_both(client));
  rows = result.rows;
  $("results").hidden = false;
  $("stopped").hidden = result.stopped === null;
  $("stopped").textContent = result.stopped === null ? "" : `Not followed to the end: ${result.stopped}.`;
  draw();
  document.body.dataset.milliseconds = Math.round(performance.now() - begun);
}

function inspectText() {
  return inspect(new TextEncoder().encode($("capture").value));
}

function matches(row) {
  const wanted = $("filter").value.trim().toLowerCase();
  return $(row.side === "C" ? "client" : "server").checked &&
    (!$("odd").checked || row.problem !== null || row.quirks.length > 0) &&
    (wanted === "" || row.kind.toLowerCase().includes(wanted) || row.text.toLowerCase().includes(wanted));
}

function count(number, one, many) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

function draw() {
  shown = rows.map((row, index) => ({ row, index })).filter(({ row }) => matches(row));
  drawn = 0;
  $("rows").replaceChildren();
  drawMore();
  const broken = rows.filter((row) => row.problem !== null).length;
  const odd = rows.filter((row) => row.quirks.length > 0).length;
  $("summary").textContent = `${count(shown.length, "message", "messages")} of ${rows.length.toLocaleString("en")}` +
    `, ${count(odd, "with quirks", "with quirks")}, ${count(broken, "malformed", "malformed")}.`;
}

function drawMore() {
  const end = Math.min(drawn + STEP, shown.length);
  $("rows").append(...shown.slice(drawn, end).map(({ row, index }) => line(row, index)));
  drawn = end;
  $("more").hidden = drawn === shown.length;
  $("more").textContent = `Show ${Math.min(STEP, shown.length - drawn)} more`;
}

function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

// The text of a row with the place marked where something is wrong.
function marked(row) {
  if (row.mark === null) return [row.text];
  const here = row.text.slice(row.mark, row.mark + 1) || " ";
  return [row.text.slice(0, row.mark), element("mark", "", here), row.text.slice(row.mark + 1)];
}

function line(row, index) {
  const side = row.side === "C" ? "Client" : "Server";
  const told = element("span", "text", ...marked(row), row.cut ? "…" : "");
  const head = element("summary", "", element("span", "side", side), element("span", "at", `${row.at}`),
    element("span", "kind", row.kind), told);
  if (row.quirks.length > 0) head.append(element("span", "quirk", count(row.quirks.length, "quirk", "quirks")));
  if (row.problem !== null) head.append(element("span", "error", "malformed"));
  const details = element("details", row.side, head);
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(detail(index));
  });
  return element("li", "", details);
}

function detail(index) {
  const row = taken(module.row(index));
  const list = element("ul", "");
  if (row.problem !== null) {
    list.append(element("li", "error", `At octet ${row.problem.at}: expected ${row.problem.expected}.`));
  }
  for (const quirk of row.quirks) {
    list.append(element("li", "quirk", `At octet ${quirk.at}: ${quirk.name}. ${quirk.text}`));
  }
  const text = element("pre", "octets", ...marked(row), row.cut ? "…" : "");
  const value = element("pre", "value", row.value || "No typed value is shown.");
  return element("div", "detail", `${row.len} octets at ${row.at}`, list, text, value);
}

async function open(files) {
  const read = async (file) => new Uint8Array(await file.arrayBuffer());
  if (files.length === 2) {
    const [client, server] = [...files].sort((a) => (a.name.endsWith(".client") ? -1 : 1));
    const octets = [await read(client), await read(server)];
    const both = new Uint8Array(octets[0].length + octets[1].length);
    both.set(octets[0]);
    both.set(octets[1], octets[0].length);
    return inspect(both, octets[0].length);
  }
  if (files.length > 0) return inspect(await read(files[0]));
}

$("inspect").addEventListener("click", inspectText);
$("capture").addEventListener("paste", () => setTimeout(inspectText));
$("capture").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) inspectText();
});
$("files").addEventListener("change", () => open($("files").files));
$("example").addEventListener("click", () => {
  $("capture").value = [
    "S: * OK [CAPABILITY IMAP4rev1 LITERAL+] ready",
    "C: a1 LOGIN alice secret",
    "S: a1 OK logged in",
    "C: a2 SELECT INBOX",
    "S: * 2 EXISTS",
    "S: * FLAGS (\\Seen \\Deleted)",
    "S: * OK [UIDVALIDITY 7] stable",
    "S: a2 OK [READ-WRITE] selected",
    "C: a3 FETCH 1 (UID FLAGS)",
    "S: * 1 FETCH  (UID 12 FLAGS (\\Seen ))",
    "S: * 2 FETCH (UID x)",
    "S: a3 OK done",
    "C: a4 LOGOUT",
    "S: * BYE bye",
    "S: a4 OK done", ""].join("\n");
  inspectText();
});
for (const id of ["filter", "client", "server", "odd"]) $(id).addEventListener("input", draw);
$("more").addEventListener("click", drawMore);
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(event.target.tagName) && !$("results").hidden) {
    event.preventDefault();
    $("filter").focus();
  }
});
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    document.body.classList.toggle("dropping", name === "dragenter" || name === "dragover");
    if (name === "drop") open(event.dataTransfer.files);
  });
}
