// A slide's keys press its buttons; its size follows the screen; what is no longer told anything says so.
const LINES = 1080;
const COLUMNS = 1600;
const SILENT = 6000;
const SMALLEST = 0.5;
const KEYS = {
  ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next", n: "next",
  ArrowLeft: "previous", ArrowUp: "previous", PageUp: "previous", Backspace: "previous", p: "previous",
  Home: "first", End: "last", r: "take", d: "agreeing", a: "auto",
};
const TYPING = "input, textarea, select, [contenteditable], [role=combobox], [role=radio], [role=listbox]";
const LETTERS = new URLSearchParams(location.search).get("letters") !== "off";
const SECOND = location.pathname === "/remote";
const page = document.getElementById("root");
let zoom = 1;
let beat = null;
let heard = performance.now();
let notice = null;
let words = "";

// A slide is laid out for so many lines and columns at least, whatever the projector has.
function fit() {
  // On a small screen, such as that of a partner who follows on a phone, letters stay readable and the slide scrolls.
  zoom = Math.max(Math.min(innerWidth / COLUMNS, innerHeight / LINES), SMALLEST);
  document.documentElement.style.zoom = zoom;
  document.documentElement.style.setProperty("--lm-lines", `${innerHeight / zoom}px`);
}

// A chart's place is asked how wide it is and answers in the screen's pixels, where the chart is drawn in the slide's.
const onScreen = Element.prototype.getBoundingClientRect;
Element.prototype.getBoundingClientRect = function () {
  const box = onScreen.call(this);
  if (!["stFullScreenFrame", "stVegaLiteChart"].includes(this.dataset?.testid)) return box;
  return new DOMRect(box.x, box.y, box.width / zoom, box.height / zoom);
};

function press(name) {
  const button = page.querySelector(`.st-key-${name} button`);
  if (button && !button.disabled) button.click();
}

function leave() {
  const link = page.querySelector(".lm-leave a");
  if (link) link.click();
}

function wholeScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen().catch(() => {});
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
  const within = event.target.closest ? event.target : document.body;
  if (within.closest(TYPING)) {
    if (event.key === "Escape") within.blur();
    return;
  }
  // The space bar presses the button that has the focus; two things at once would be one too many.
  if (event.key === " " && within.closest("button, a, summary")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (/^[a-z]$/.test(key) && !LETTERS) return;
  if (key === "f") wholeScreen();
  else if (key === "Escape") leave();
  else if (KEYS[key]) press(KEYS[key]);
  else return;
  event.preventDefault();
}

function forget() {
  beat = null;
  delete document.body.dataset.lmState;
  if (notice) notice.remove();
  notice = null;
}

function listen() {
  // A slide that is longer than the screen scrolls, also for whoever has no mouse.
  const slide = page.querySelector(".st-key-slide");
  if (slide && !slide.hasAttribute("tabindex")) slide.tabIndex = 0;
  const sign = page.querySelector(".lm-beat");
  // A past meeting, or one that is not for this viewer any more, is told nothing and misses nothing.
  if (!sign) return forget();
  words = sign.dataset.cutOff;
  document.body.dataset.lmState = sign.dataset.state;
  if (sign.dataset.beat === beat) return;
  beat = sign.dataset.beat;
  heard = performance.now();
  if (notice) notice.remove();
  notice = null;
}

function look() {
  listen();
  if (beat === null || notice || performance.now() - heard < SILENT) return;
  notice = document.createElement("p");
  notice.className = "lm-cut-off";
  notice.setAttribute("role", "alert");
  notice.textContent = words;
  document.body.append(notice);
}

// Nobody can be asked for a right while the database is away, and any answer would wipe the slide: all but leaving waits.
function hold(event) {
  if (document.body.dataset.lmState !== "away" || event.target.closest?.("a")) return;
  event.stopPropagation();
  event.preventDefault();
}

function onClick(event) {
  if (event.target.closest && event.target.closest(".st-key-full button")) wholeScreen();
}

for (const kind of ["click", "submit"]) addEventListener(kind, hold, true);
if (!SECOND) addEventListener("resize", fit);
if (!SECOND) addEventListener("keydown", onKey);
addEventListener("click", onClick);
new MutationObserver(listen).observe(page, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-beat"] });
setInterval(look, 1000);
if (!SECOND) fit();
