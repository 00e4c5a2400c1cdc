// Lecture mode (see lecture.py). One state for the page, whatever number of cells switch it.

const EXPLORER = ".course-explorer";

const presetsOf = (explorer) => [...explorer.querySelectorAll(".presets button:not(.reset)")];
const explorers = () => [...document.querySelectorAll(EXPLORER)].filter((one) => one.getClientRects().length);

// How much of an element the audience sees, in pixels of height.
function seen(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0));
}

// The explorer with the focus, else the one that fills most of the screen.
function present() {
  const focused = document.activeElement?.closest?.(EXPLORER);
  if (focused) return focused;
  const best = explorers().sort((one, other) => seen(other) - seen(one))[0];
  return best && seen(best) > 120 ? best : null;
}

function mark(explorer, step) {
  explorer.dataset.lectureStep = step;
  presetsOf(explorer).forEach((button, i) => button.classList.toggle("current", i === step));
}

// Return whether the key was ours.
function go(way) {
  const explorer = present();
  if (!explorer) return false;
  const presets = presetsOf(explorer);
  const next = Number(explorer.dataset.lectureStep ?? -1) + way;
  const slides = explorer.closest(".reveal"); // of jupyterlab-rise
  if (next >= -1 && next < presets.length) {
    if (!slides) explorer.scrollIntoView({ block: "start" });
    if (next < 0) explorer.querySelector(".reset").click();
    else presets[next].click();
    mark(explorer, next);
    return true;
  }
  if (slides) return false; // they go on
  const all = explorers();
  const other = all[all.indexOf(explorer) + way];
  if (!other) return false;
  document.activeElement?.blur?.();
  other.scrollIntoView({ block: "start" });
  return true;
}

function onKey(event) {
  const way = { PageDown: 1, PageUp: -1 }[event.key];
  if (!way || event.ctrlKey || event.altKey || event.metaKey || !go(way)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function onClick(event) {
  const explorer = event.target.closest?.(EXPLORER);
  const button = event.target.closest?.(".presets button");
  if (explorer && button) mark(explorer, presetsOf(explorer).indexOf(button));
}

// A picture as large as the screen allows: its sides are known to the style.
function measure() {
  for (const stage of document.querySelectorAll(`${EXPLORER} .stage`)) {
    const [width, height] = stage.style.aspectRatio.split("/").map(Number);
    const ratio = String(width / height);
    if (stage.style.getPropertyValue("--lecture-ratio") !== ratio) stage.style.setProperty("--lecture-ratio", ratio);
  }
}

function switchOn() {
  const watcher = new MutationObserver(measure);
  watcher.observe(document.body, { childList: true, subtree: true });
  measure();
  addEventListener("keydown", onKey, true);
  addEventListener("click", onClick, true);
  document.body.classList.add("course-lecture");
  return () => {
    watcher.disconnect();
    removeEventListener("keydown", onKey, true);
    removeEventListener("click", onClick, true);
    document.body.classList.remove("course-lecture");
    document.querySelectorAll(`${EXPLORER} .presets .current`).forEach((button) => button.classList.remove("current"));
  };
}

export default {
  render({ model, el }) {
    globalThis.courseLectureOff?.();
    globalThis.courseLectureOff = model.get("on") ? switchOn() : null;
    const said = document.createElement("p");
    said.className = "course-lecture-said";
    said.setAttribute("role", "status");
    said.textContent = model.get("said");
    el.append(said);
  },
};
