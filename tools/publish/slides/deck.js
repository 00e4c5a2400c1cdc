// Makes slides that fit: measures the blocks of each slide and carries over what is too much, then starts reveal.js.

const [WIDTH, HEIGHT] = [1280, 720];
const LEAST = 16.1; // pixels of the letters in a figure
const WHOLE = 8; // lines, items or rows of a block up to which it is carried over whole
const NAME = 300; // pixels of a preset's name
const LETTER = (11 * 100) / 72; // pixels of the smallest letters of a figure in its own size

// ---- what does not fit on one slide

// The parts into which a block may be cut, and the element that holds them.
function units(block) {
  const inner = block.firstElementChild;
  if (!inner) return null;
  if (inner.matches("ul, ol")) return { holder: inner, parts: [...inner.children] };
  const table = inner.matches("table") ? inner : inner.querySelector(":scope table");
  if (table?.tBodies.length) return { holder: table.tBodies[0], parts: [...table.tBodies[0].rows] };
  const pre = inner.matches("pre") ? inner : inner.querySelector(":scope > pre");
  if (pre) return { holder: pre, parts: lines(pre) };
  if (inner.matches("p") && !inner.querySelector("math, img")) return { holder: inner, parts: sentences(inner) };
  return null;
}

const lines = (pre) => split(pre, (html) => html.trimEnd().split("\n").map((line) => `${line}\n`));
const sentences = (paragraph) => split(paragraph, (html) => html.split(/(?<=[.?!:]) (?=[^<]*(?:<|$))/).map((text) => `${text} `));

// Put the parts of an element's HTML into spans of their own, once, and return these.
function split(element, partsOf) {
  if (!element.dataset.split) {
    element.replaceChildren(...partsOf(element.innerHTML).map((html) => Object.assign(document.createElement("span"), { innerHTML: html })));
    element.dataset.split = "true";
  }
  return [...element.children];
}

const fits = (slide) => slide.offsetHeight <= HEIGHT && slide.scrollWidth <= WIDTH;

// Move what does not fit of the slide's last block into a twin of it; return the twin, or null if nothing can be cut.
function cut(slide, block, alone) {
  const found = units(block);
  if (!found || found.parts.length < (alone ? 2 : WHOLE)) return null;
  const twin = block.cloneNode(true);
  const { holder, parts } = found;
  const kept = [...parts];
  while (kept.length && !fits(slide)) kept.pop().remove();
  if (!kept.length) {
    holder.append(...parts);
    return null;
  }
  const rest = units(twin);
  rest.parts.slice(0, kept.length).forEach((part) => part.remove());
  if (rest.holder.matches("ol")) rest.holder.start += kept.length;
  return twin;
}

// A heading, a sentence that goes on, and the one before a list stay with what follows.
function leads(block, after) {
  if (block.querySelector(":scope > h1, :scope > h2, :scope > h3")) return true;
  if (!block.querySelector(":scope > p")) return false;
  return !/[.?!][)"”]?$/.test(block.textContent.trim()) || Boolean(after?.querySelector(":scope > ul, :scope > ol"));
}

// Return the slides that a slide becomes, the first of them being itself.
function carriedOver(slide, title) {
  const blocksOf = (one) => [...one.querySelectorAll(":scope > .block")];
  const waiting = blocksOf(slide);
  const notes = slide.querySelector(":scope > aside");
  const made = [slide];
  let page = slide;
  waiting.forEach((block) => block.remove());
  const next = (following) => {
    const moved = [];
    for (let blocks = blocksOf(page); blocks.length > 1 && leads(blocks.at(-1), moved[0] ?? following); blocks = blocksOf(page)) {
      moved.unshift(blocks.at(-1));
      moved[0].remove();
    }
    page = slide.cloneNode(false);
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

// A page does not begin with what the clicker has yet to show.
function showFirst(slide) {
  const first = slide.querySelector(":scope > .block");
  const step = first?.dataset.fragmentIndex;
  if (step === undefined) return;
  for (const block of slide.querySelectorAll(`:scope > .block[data-fragment-index="${step}"]`)) {
    block.classList.remove("fragment");
    delete block.dataset.fragmentIndex;
  }
}

function fitAll() {
  document.body.classList.add("measuring");
  for (const group of document.querySelectorAll(".slides > section")) {
    const heading = group.querySelector("h1, h2");
    let title = heading ? heading.textContent : "";
    for (const slide of [...group.children]) {
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

function button(label, title, onClick) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: label, title });
  made.setAttribute("aria-label", title);
  made.addEventListener("click", onClick);
  return made;
}

// A bar with the presets as steps and the sliders; then the picture as large as it gets, and as much of the read-out
// as there is room for, whole sentences if possible. The whole of it is the picture's alt text.
function arrange(slide) {
  const root = slide.querySelector(".course-explorer");
  const presets = [...root.querySelectorAll(".presets button:not(.reset)")];
  const stage = root.querySelector(".stage");
  const [width, height] = stage.style.aspectRatio.split("/").map(Number);
  const least = LEAST / LETTER;
  let step = -1;
  const name = document.createElement("b");
  const go = (to) => {
    step = Math.max(-1, Math.min(presets.length - 1, to));
    (step < 0 ? root.querySelector(".reset") : presets[step]).click();
    name.textContent = step < 0 ? "start" : presets[step].textContent;
  };
  slide.courseStep = go;
  const steps = Object.assign(document.createElement("div"), { className: "steps" });
  steps.append(button("‹", "The preset before", () => go(step - 1)), button("›", "The next preset", () => go(step + 1)), name);
  const bar = Object.assign(document.createElement("div"), { className: "bar" });
  bar.append(steps, root.querySelector(".controls"));
  root.prepend(bar);
  const longest = Math.max(...["start", ...presets.map((one) => one.textContent)].map((text) => { name.textContent = text; return name.offsetWidth; }));
  name.style.width = `${Math.min(NAME, longest + 2)}px`; // so that the bar stands still while the presets change
  name.textContent = "start";
  const scroller = root.querySelector(".scroller");
  const finding = root.querySelector(".finding");
  const beside = WIDTH - 32 - least * width >= 320 && HEIGHT - 16 - least * height < 260;
  root.classList.toggle("beside", beside);
  if (beside) {
    const scale = Math.min((WIDTH - 32 - 320) / width, (HEIGHT - 16) / height);
    stage.style.width = stage.style.maxWidth = `${scale * width}px`;
    finding.dataset.room = HEIGHT - 16 - 330;
  } else {
    const below = Math.min(HEIGHT - 16 - 46 - least * height, 90);
    const scale = Math.min((WIDTH - 16) / width, (HEIGHT - 16 - 46 - below) / height);
    stage.style.width = stage.style.maxWidth = `${scale * width}px`;
    finding.dataset.room = Math.floor(HEIGHT - 16 - 46 - scale * height);
    const second = bar.querySelectorAll(".control")[1];
    bar.classList.add("whole"); // labels at their full length: is there room for both sliders, or for one?
    if (second && bar.scrollWidth > WIDTH - 16) second.hidden = true;
    if (bar.scrollWidth > WIDTH - 16) bar.classList.remove("whole");
  }
  finding.style.maxHeight = `${finding.dataset.room}px`;
  const canvas = root.querySelector("canvas");
  let [lastWhole, lastShort] = [null, null];
  const shorten = () => {
    const whole = canvas.getAttribute("aria-label");
    if (whole === lastWhole && finding.textContent === lastShort) return;
    fill(whole);
    [lastWhole, lastShort] = [whole, finding.textContent];
  };
  const fill = (whole) => {
    const said = whole.split(/(?<=[.?!;]) /);
    for (let n = said.length; n > 0; n--) {
      finding.textContent = said.slice(0, n).join(" ");
      if (finding.scrollHeight <= Number(finding.dataset.room)) return;
    }
    const words = said[0].split(" ");
    while (words.length && finding.scrollHeight > Number(finding.dataset.room)) {
      words.pop();
      finding.textContent = `${words.join(" ")} …`;
    }
  };
  const watcher = new MutationObserver(shorten);
  watcher.observe(canvas, { attributes: true, attributeFilter: ["aria-label"] });
  watcher.observe(finding, { childList: true });
  shorten();
  scroller.dataset.ready = "true";
}

function watchFilms() {
  const arranged = new MutationObserver((records) => {
    for (const { target } of records) if (target.dataset.playing) arrange(target.closest("section"));
  });
  for (const place of document.querySelectorAll(".course-film")) arranged.observe(place, { attributes: true, attributeFilter: ["data-playing"] });
}

// ---- begin

async function begin() {
  await document.fonts.ready;
  fitAll();
  watchFilms();
  const deck = new Reveal({
    width: WIDTH, height: HEIGHT, margin: 0, minScale: 0.1, maxScale: 4, center: false, hash: true, transition: "none",
    controls: false, plugins: [RevealNotes], pdfSeparateFragments: false,
  });
  globalThis.deck = deck;
  const preset = ({ fragment }) => (fragment.classList.contains("preset") ? Number(fragment.dataset.preset) : null);
  deck.on("fragmentshown", (event) => { if (preset(event) !== null) event.fragment.closest("section").courseStep?.(preset(event)); });
  deck.on("fragmenthidden", (event) => { if (preset(event) !== null) event.fragment.closest("section").courseStep?.(preset(event) - 1); });
  await deck.initialize();
  document.documentElement.dataset.ready = "true";
}

begin();
