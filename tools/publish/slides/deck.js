// Makes slides that fit: measures the blocks of each slide and carries over what is too much, then starts reveal.js.

const [WIDTH, HEIGHT] = [1280, 720];
const LEAST = 16.1; // pixels of the letters in a figure
const WHOLE = 8; // lines, items or rows of a block up to which it is carried over whole
const NAME = 300; // pixels of a preset's name
const LETTER = (11 * 100) / 72; // pixels of the smallest letters of a figure in its own size

/** @typedef {HTMLElement & { courseStep?: (step: number) => void }} Slide  a section, and how to show a preset on it */

/**
 * Return all elements below one that a selector names.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
function all(root, selector) {
  return [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(selector))];
}

// ---- what does not fit on one slide

/**
 * Return the parts into which a block may be cut, and the element that holds them; null if it may not.
 * @param {Element} block
 */
function units(block) {
  const inner = block.firstElementChild;
  if (!inner) return null;
  if (inner.matches("ul, ol")) return { holder: inner, parts: [...inner.children] };
  const table = /** @type {HTMLTableElement} */ (inner.matches("table") ? inner : inner.querySelector(":scope table"));
  if (table?.tBodies.length) return { holder: table.tBodies[0], parts: [...table.tBodies[0].rows] };
  const pre = /** @type {HTMLElement} */ (inner.matches("pre") ? inner : inner.querySelector(":scope > pre"));
  if (pre) return { holder: pre, parts: lines(pre) };
  if (inner instanceof HTMLParagraphElement && !inner.querySelector("math, img")) {
    return { holder: inner, parts: sentences(inner) };
  }
  return null;
}

/** @param {HTMLElement} pre */
function lines(pre) {
  /** @param {string} line */
  const ended = (line) => `${line}\n`;
  return split(pre, (html) => html.trimEnd().split("\n").map(ended));
}

/** @param {HTMLElement} paragraph */
function sentences(paragraph) {
  return split(paragraph, (html) => html.split(/(?<=[.?!:]) (?=[^<]*(?:<|$))/).map((text) => `${text} `));
}

/**
 * Put the parts of an element's HTML into spans of their own, once, and return these.
 * @param {HTMLElement} element
 * @param {(html: string) => string[]} partsOf
 */
function split(element, partsOf) {
  if (!element.dataset.split) {
    const spans = partsOf(element.innerHTML).map((html) => {
      return Object.assign(document.createElement("span"), { innerHTML: html });
    });
    element.replaceChildren(...spans);
    element.dataset.split = "true";
  }
  return [...element.children];
}

/** @param {HTMLElement} slide */
const fits = (slide) => slide.offsetHeight <= HEIGHT && slide.scrollWidth <= WIDTH;

/**
 * Move what does not fit of the slide's last block into a twin of it; return the twin, or null if nothing can be cut.
 * @param {HTMLElement} slide
 * @param {HTMLElement} block
 * @param {boolean} alone  whether it is the slide's only one
 */
function cut(slide, block, alone) {
  const found = units(block);
  if (!found || found.parts.length < (alone ? 2 : WHOLE)) return null;
  const twin = /** @type {HTMLElement} */ (block.cloneNode(true));
  const { holder, parts } = found;
  const kept = [...parts];
  while (kept.length && !fits(slide)) kept.pop().remove();
  if (!kept.length) {
    holder.append(...parts);
    return null;
  }
  const rest = units(twin);
  rest.parts.slice(0, kept.length).forEach((part) => part.remove());
  if (rest.holder instanceof HTMLOListElement) rest.holder.start += kept.length;
  return twin;
}

/**
 * Return whether a block stays with what follows: a heading, a sentence that goes on, and the one before a list do.
 * @param {HTMLElement} block
 * @param {HTMLElement} [after]
 */
function leads(block, after) {
  if (block.querySelector(":scope > h1, :scope > h2, :scope > h3")) return true;
  if (!block.querySelector(":scope > p")) return false;
  return !/[.?!][)"”]?$/.test(block.textContent.trim()) || Boolean(after?.querySelector(":scope > ul, :scope > ol"));
}

/**
 * Return the slides that a slide becomes, the first of them being itself.
 * @param {Slide} slide
 * @param {string} title  of those that are carried over
 */
function carriedOver(slide, title) {
  /** @param {Slide} one */
  const blocksOf = (one) => all(one, ":scope > .block");
  const waiting = blocksOf(slide);
  const notes = slide.querySelector(":scope > aside");
  const made = [slide];
  let page = slide;
  waiting.forEach((block) => block.remove());
  /** @param {HTMLElement} [following] */
  const next = (following) => {
    /** @type {HTMLElement[]} */
    const moved = [];
    const blocks = blocksOf(page);
    while (blocks.length > 1 && leads(blocks.at(-1), moved[0] ?? following)) {
      moved.unshift(blocks.pop());
      moved[0].remove();
    }
    page = /** @type {Slide} */ (slide.cloneNode(false));
    const again = Object.assign(document.createElement("h2"), { className: "again", textContent: title });
    page.append(again, ...moved, notes.cloneNode(true));
    made.at(-1).after(page);
    made.push(page);
  };
  while (waiting.length) {
    const block = waiting.shift();
    page.insertBefore(block, page.querySelector(":scope > aside"));
    if (fits(page)) continue;
    const alone = blocksOf(page).length === 1;
    const rest = cut(page, block, alone);
    if (rest) {
      waiting.unshift(rest);
      next();
    } else if (!alone) {
      block.remove();
      next(block);
      waiting.unshift(block);
    } // else it stays: the test of the decks will find it
  }
  return made;
}

/**
 * A page does not begin with what the clicker has yet to show.
 * @param {Slide} slide
 */
function showFirst(slide) {
  const [first] = all(slide, ":scope > .block");
  const step = first?.dataset.fragmentIndex;
  if (step === undefined) return;
  for (const block of all(slide, `:scope > .block[data-fragment-index="${step}"]`)) {
    block.classList.remove("fragment");
    delete block.dataset.fragmentIndex;
  }
}

function fitAll() {
  document.body.classList.add("measuring");
  for (const group of all(document, ".slides > section")) {
    const heading = group.querySelector("h1, h2");
    let title = heading ? heading.textContent : "";
    for (const slide of all(group, ":scope > *")) {
      title = slide.querySelector("h2:not(.again)")?.textContent ?? title;
      if (slide.matches(".film")) continue;
      if (!slide.querySelector(":scope > .block:first-child > :is(h1, h2, h3)")) {
        slide.prepend(Object.assign(document.createElement("h2"), { className: "again", textContent: title }));
      }
      carriedOver(slide, title).forEach(showFirst);
    }
  }
  document.body.classList.remove("measuring");
}

// ---- explorers

/**
 * @param {string} label
 * @param {string} title
 * @param {() => void} onClick
 */
function button(label, title, onClick) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: label, title });
  made.setAttribute("aria-label", title);
  made.addEventListener("click", onClick);
  return made;
}

/**
 * Arrange an explorer: a bar with the presets as steps and the sliders; then the picture as large as it gets, and as
 * much of the finding as there is room for, whole sentences if possible. All of it is the picture's alt text.
 * @param {Slide} slide
 */
function arrange(slide) {
  const [root] = all(slide, ".course-explorer");
  const [finding] = all(root, ".finding");
  const room = fitPicture(root, makeBar(slide, root));
  finding.style.maxHeight = `${room}px`;
  keepShort(finding, root.querySelector("canvas"), room);
  all(root, ".scroller")[0].dataset.ready = "true";
}

/**
 * Put the presets as steps, and the controls, into a bar above the picture; return the bar.
 * @param {Slide} slide  to which the steps are given too
 * @param {HTMLElement} root  of the explorer
 */
function makeBar(slide, root) {
  const presets = all(root, ".presets button:not(.reset)");
  const names = ["start", ...presets.map((one) => one.textContent)];
  let step = -1;
  const name = document.createElement("b");
  /** @param {number} to  -1 for the start */
  const go = (to) => {
    step = Math.max(-1, Math.min(presets.length - 1, to));
    (presets[step] ?? all(root, ".reset")[0]).click();
    name.textContent = names[step + 1];
  };
  slide.courseStep = go;
  const steps = Object.assign(document.createElement("div"), { className: "steps" });
  const back = button("‹", "The preset before", () => go(step - 1));
  const on = button("›", "The next preset", () => go(step + 1));
  steps.append(back, on, name);
  const bar = Object.assign(document.createElement("div"), { className: "bar" });
  bar.append(steps, root.querySelector(".controls"));
  root.prepend(bar);
  const widths = names.map((text) => {
    name.textContent = text;
    return name.offsetWidth;
  });
  name.style.width = `${Math.min(NAME, Math.max(...widths) + 2)}px`; // the bar stands still while the presets change
  name.textContent = names[0];
  return bar;
}

/**
 * Make the picture as large as it gets, with the finding beside or below it; return the height that this has, pixels.
 * @param {HTMLElement} root
 * @param {HTMLElement} bar
 */
function fitPicture(root, bar) {
  const [stage] = all(root, ".stage");
  const [width, height] = stage.style.aspectRatio.split("/").map(Number);
  const least = LEAST / LETTER;
  /** @param {number} scale */
  const show = (scale) => {
    stage.style.width = stage.style.maxWidth = `${scale * width}px`;
  };
  const beside = WIDTH - 32 - least * width >= 320 && HEIGHT - 16 - least * height < 260;
  root.classList.toggle("beside", beside);
  if (beside) {
    show(Math.min((WIDTH - 32 - 320) / width, (HEIGHT - 16) / height));
    return HEIGHT - 16 - 330;
  }
  const below = Math.min(HEIGHT - 16 - 46 - least * height, 90);
  const scale = Math.min((WIDTH - 16) / width, (HEIGHT - 16 - 46 - below) / height);
  show(scale);
  const second = all(bar, ".control")[1];
  bar.classList.add("whole"); // labels at their full length: is there room for both sliders, or for one?
  if (second && bar.scrollWidth > WIDTH - 16) second.hidden = true;
  if (bar.scrollWidth > WIDTH - 16) bar.classList.remove("whole");
  return Math.floor(HEIGHT - 16 - 46 - scale * height);
}

/**
 * Keep as much of the finding as there is room for, now and whenever it changes.
 * @param {HTMLElement} finding
 * @param {HTMLCanvasElement} canvas  whose alt text is all of it
 * @param {number} room  pixels of height
 */
function keepShort(finding, canvas, room) {
  /** @type {(string | null)[]} */
  let [lastWhole, lastShort] = [null, null];
  const shorten = () => {
    const whole = canvas.getAttribute("aria-label");
    if (whole === lastWhole && finding.textContent === lastShort) return;
    fill(finding, whole, room);
    [lastWhole, lastShort] = [whole, finding.textContent];
  };
  const watcher = new MutationObserver(shorten);
  watcher.observe(canvas, { attributes: true, attributeFilter: ["aria-label"] });
  watcher.observe(finding, { childList: true });
  shorten();
}

/**
 * Write as many sentences of a text as there is room for, or as many words of its first one.
 * @param {HTMLElement} element
 * @param {string} text
 * @param {number} room  pixels of height
 */
function fill(element, text, room) {
  const parts = text.split(/(?<=[.?!;]) /);
  for (let n = parts.length; n > 0; n--) {
    element.textContent = parts.slice(0, n).join(" ");
    if (element.scrollHeight <= room) return;
  }
  const words = parts[0].split(" ");
  while (words.length && element.scrollHeight > room) {
    words.pop();
    element.textContent = `${words.join(" ")} …`;
  }
}

function watchFilms() {
  const arranged = new MutationObserver((records) => {
    for (const { target } of records) {
      if (target instanceof HTMLElement && target.dataset.playing) arrange(target.closest("section"));
    }
  });
  for (const place of all(document, ".course-film")) {
    arranged.observe(place, { attributes: true, attributeFilter: ["data-playing"] });
  }
}

// ---- begin

async function begin() {
  await document.fonts.ready;
  fitAll();
  watchFilms();
  const deck = new Reveal({
    width: WIDTH,
    height: HEIGHT,
    margin: 0,
    minScale: 0.1,
    maxScale: 4,
    center: false,
    hash: true,
    transition: "none",
    controls: false,
    plugins: [RevealNotes],
    pdfSeparateFragments: false,
  });
  globalThis.deck = deck;
  /**
   * @param {{ fragment: HTMLElement }} event
   * @param {number} way  0 to the fragment's own preset, -1 to the one before
   */
  const step = ({ fragment }, way) => {
    if (!fragment.classList.contains("preset")) return;
    /** @type {Slide} */
    const slide = fragment.closest("section");
    slide.courseStep?.(Number(fragment.dataset.preset) + way);
  };
  deck.on("fragmentshown", (event) => step(event, 0));
  deck.on("fragmenthidden", (event) => step(event, -1));
  await deck.initialize();
  document.documentElement.dataset.ready = "true";
}

begin();
