// Lecture mode (see lecture.py). One state for the page, whatever number of cells switch it.

const EXPLORER = ".course-explorer";

/** @param {HTMLElement} explorer */
function presetsOf(explorer) {
  /** @type {NodeListOf<HTMLButtonElement>} */
  const buttons = explorer.querySelectorAll(".presets button:not(.reset)");
  return [...buttons];
}

/**
 * @param {HTMLElement} explorer
 * @returns {HTMLButtonElement}
 */
const resetOf = (explorer) => explorer.querySelector(".presets .reset");

/** Return the explorers that are on the page to be seen. */
function explorers() {
  /** @type {NodeListOf<HTMLElement>} */
  const all = document.querySelectorAll(EXPLORER);
  return [...all].filter((one) => one.getClientRects().length);
}

/**
 * Return how much of an element the audience sees, in pixels of height.
 * @param {HTMLElement} element
 */
function seen(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0));
}

/**
 * Return the explorer with the focus, else the one that fills most of the screen.
 * @returns {HTMLElement | null}
 */
function present() {
  /** @type {HTMLElement | null} */
  const focused = document.activeElement?.closest(EXPLORER);
  if (focused) return focused;
  const best = explorers().sort((one, other) => seen(other) - seen(one))[0];
  return best && seen(best) > 120 ? best : null;
}

/**
 * @param {HTMLElement} explorer
 * @param {number} step  -1 is before the first preset
 */
function mark(explorer, step) {
  explorer.dataset.lectureStep = String(step);
  presetsOf(explorer).forEach((button, i) => button.classList.toggle("current", i === step));
}

/**
 * Go one step on or back; return whether there was one.
 * @param {number} way
 */
function go(way) {
  const explorer = present();
  if (!explorer) return false;
  const presets = presetsOf(explorer);
  const next = Number(explorer.dataset.lectureStep ?? -1) + way;
  const slides = explorer.closest(".reveal"); // of jupyterlab-rise
  if (next >= -1 && next < presets.length) {
    if (!slides) explorer.scrollIntoView({ block: "start" });
    if (next < 0) resetOf(explorer).click();
    else presets[next].click();
    mark(explorer, next);
    return true;
  }
  if (slides) return false; // they go on
  const all = explorers();
  const other = all[all.indexOf(explorer) + way];
  if (!other) return false;
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  other.scrollIntoView({ block: "start" });
  return true;
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const way = { PageDown: 1, PageUp: -1 }[event.key];
  if (!way || event.ctrlKey || event.altKey || event.metaKey || !go(way)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** @param {MouseEvent} event */
function onClick({ target }) {
  if (!(target instanceof Element)) return;
  /** @type {HTMLElement | null} */
  const explorer = target.closest(EXPLORER);
  /** @type {HTMLButtonElement | null} */
  const button = target.closest(".presets button");
  if (explorer && button) mark(explorer, presetsOf(explorer).indexOf(button));
}

/** A picture as large as the screen allows: its sides are known to the style. */
function measure() {
  /** @type {NodeListOf<HTMLElement>} */
  const stages = document.querySelectorAll(`${EXPLORER} .stage`);
  for (const stage of stages) {
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
  /** @param {{ model: { get(name: string): any }, el: HTMLElement }} widget */
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
