// The first sight leaves as soon as the page itself has its heading.
const first = document.getElementById("first-sight");
const page = document.getElementById("root");
const watch = new MutationObserver(leave);

function leave() {
  if (!first || !page.querySelector("h1")) return;
  watch.disconnect();
  first.remove();
}

watch.observe(page, { childList: true, subtree: true });
leave();
