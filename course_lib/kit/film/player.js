// Replays a film (see film.py) on a page that has no kernel. To the view of an explorer it is the kernel: it is asked
// for a setting and answers with the recorded picture that is nearest to it.

import view from "./view.js";

// ---- unpacking

async function unzipped(base64) {
  const packed = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export class Film {
  static async from(base64) {
    const data = await unzipped(base64);
    const length = new DataView(data.buffer).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(data.subarray(4, 4 + length)));
    return new Film(head, data.subarray(4 + length));
  }

  constructor(head, data) {
    Object.assign(this, head);
    const { bytes, shifts, floats, pictures } = head.blocks;
    let at = 0;
    const cut = (size) => data.subarray(at, (at += size));
    this.block = { bytes: cut(bytes), low: cut(shifts), high: cut(shifts), floats: cut(4 * floats), pictures: cut(pictures) };
    const next = { bytes: 0, shifts: 0, floats: 0, pictures: 0 };
    this.places = head.arrays.map(([block, size]) => {
      const start = next[block];
      next[block] += size;
      return { block, start, size };
    });
    this.pictures = new Map();
  }

  // Coordinates of array `number`, as the bytes of float32.
  coordinates(number) {
    const { block, start, size } = this.places[number];
    if (block === "floats") return this.block.floats.slice(4 * start, 4 * (start + size));
    const n = size / 2;
    const xy = new Float32Array(size);
    for (const axis of [0, 1]) {
      let steps = 0;
      for (let i = 0; i < n; i++) {
        const at = start + axis * n + i;
        steps = ((steps + (this.block.low[at] | (this.block.high[at] << 8))) << 16) >> 16; // 16 bits that wrap around
        xy[2 * i + axis] = steps / this.fineness;
      }
    }
    return new Uint8Array(xy.buffer);
  }

  async pixels(number, { w, h, channels }) {
    const { block, start, size } = this.places[number];
    if (block === "bytes") return this.block.bytes.slice(start, start + size);
    if (!this.pictures.has(number)) this.pictures.set(number, this.decoded(this.block.pictures.slice(start, start + size), w, h, channels));
    return this.pictures.get(number);
  }

  async decoded(webp, w, h, channels) {
    const bitmap = await createImageBitmap(new Blob([webp], { type: "image/webp" }));
    const context = new OffscreenCanvas(w, h).getContext("2d", { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    const rgba = context.getImageData(0, 0, w, h).data;
    return channels === 4 ? new Uint8Array(rgba.buffer) : Uint8Array.from({ length: w * h }, (_, i) => rgba[4 * i]);
  }

  // A layer as the kernel would send it: operations and the bytes that they point into.
  async layer(number) {
    const parts = [];
    let at = 0;
    const keep = (part) => {
      const start = at;
      parts.push([start, part]);
      at += part.length + ((4 - (part.length % 4)) % 4);
      return start;
    };
    const outline = (shape) => ({ at: keep(this.coordinates(shape.at)), codes: keep(this.codes(shape.codes)) });
    const ops = [];
    for (const n of this.layers[number]) {
      const op = { ...this.ops[n] };
      if (op.k === "path" || op.k === "markers") Object.assign(op, outline(op));
      if (op.k === "markers") op.places = keep(this.coordinates(op.places));
      if (op.k === "image") op.at = keep(await this.pixels(op.at, op));
      if (op.clippath) op.clippath = { ...op.clippath, ...outline(op.clippath) };
      ops.push(op);
    }
    const data = new Uint8Array(at);
    for (const [start, part] of parts) data.set(part, start);
    return { ops, data: new DataView(data.buffer) };
  }

  codes(number) {
    const { start, size } = this.places[number];
    return this.block.bytes.subarray(start, start + size);
  }

  // The frame with the wanted value of what was moved, and otherwise as much as possible as `wanted`.
  nearest(wanted, moved) {
    const cost = ({ words: { values } }) => {
      let sum = 0;
      for (const [name, control] of Object.entries(this.spec.controls)) {
        const [is, want] = [values[name], wanted[name]];
        const far = control.kind === "number" ? Math.abs(is - want) / (control.high - control.low || 1) : Number(String(is) !== String(want));
        sum += far * (moved.includes(name) ? 1e6 : 1) + (far > 0 ? 0.01 : 0);
      }
      return sum;
    };
    let best = 0;
    this.frames.forEach((frame, i) => { if (cost(frame) < cost(this.frames[best])) best = i; });
    return best;
  }
}

// ---- the kernel's part

class Recorded {
  constructor(film, state) {
    this.film = film;
    this.state = state;
    this.shown = 0;
  }

  static async of(film) {
    const [still, ...layers] = await Promise.all(film.frames[0].layers.map((number) => film.layer(number)));
    const scene = { ...film.frames[0].words, handles: handles(film, 0), still, layers, glyphs: film.glyphs };
    return new Recorded(film, { spec: film.spec, scene });
  }

  get(name) { return this.state[name]; }

  on(_, listen) { this.listen = listen; }

  async send({ set, serial }) {
    const { film } = this;
    const before = film.frames[this.shown];
    const moved = Object.keys(set).filter((name) => String(set[name]) !== String(before.words.values[name]));
    this.shown = film.nearest(set, moved);
    const after = film.frames[this.shown];
    const numbers = after.layers.map((layer, i) => (layer === before.layers[i] ? null : i)).filter((i) => i !== null);
    const arrived = await Promise.all(numbers.map((i) => film.layer(after.layers[i])));
    const content = { ...after.words, handles: handles(film, this.shown), serial, layers: {}, glyphs: {} };
    numbers.forEach((number, buffer) => {
      const layer = { ops: arrived[buffer].ops, buffer };
      if (number === 0) content.still = layer;
      else content.layers[number - 1] = layer;
    });
    this.listen(content, arrived.map(({ data }) => data));
  }
}

// Places of the picture whose controls move here.
function handles(film, frame) {
  const found = film.frames[frame].words.handles;
  return found.filter(({ x, y }) => [x, y].every((name) => !name || film.swept.includes(name)));
}

// ---- the page

// The controls that do not move here, behind the picture: they show what the presets set.
function following(controls) {
  const group = document.createElement("div");
  group.className = "controls following";
  for (const control of controls) {
    control.classList.add("fixed");
    control.querySelectorAll("input, select").forEach((input) => Object.assign(input, { disabled: true, title: "Moves in JupyterLab" }));
  }
  const note = document.createElement("p");
  note.className = "recorded";
  note.textContent = "On this page these follow the presets; in JupyterLab every control moves.";
  group.append(...controls, note);
  return group;
}

// Put the moving explorer into `place`, an element that holds its still picture and its finding.
export async function play(place, base64) {
  const film = await Film.from(base64);
  const model = await Recorded.of(film);
  const root = document.createElement("div");
  view.initialize?.({ model });
  view.render({ model, el: root });
  const still = [...root.querySelectorAll(".control")].filter((_, i) => !film.swept.includes(Object.keys(film.spec.controls)[i]));
  if (still.length) root.querySelector("details").before(following(still));
  const scroller = document.createElement("div"); // a narrow page pushes a wide picture to and fro
  scroller.className = "scroller";
  const stage = root.querySelector(".stage");
  stage.replaceWith(scroller);
  scroller.append(stage);
  place.replaceChildren(root);
  place.dataset.playing = "true";
}

// Films arrive by <script>, which works from a file as well as from a server: courseFilm("<name>", "<base64>").
const arrived = new Map();
const wanted = new Map();

globalThis.courseFilm = (name, base64) => {
  arrived.set(name, base64);
  wanted.get(name)?.(base64);
};

function fetched(place) {
  const { film, from } = place.dataset;
  if (arrived.has(film)) return Promise.resolve(arrived.get(film));
  return new Promise((resolve) => {
    wanted.set(film, resolve);
    const script = document.createElement("script");
    script.src = `${from}${film}.js`;
    document.head.append(script);
  });
}

export async function start(place) {
  if (place.dataset.asked) return;
  place.dataset.asked = "true";
  await play(place, await fetched(place));
}

export function startAll(root = document) {
  if (!("DecompressionStream" in globalThis && "OffscreenCanvas" in globalThis)) return; // the still picture stays
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries.filter(({ isIntersecting }) => isIntersecting)) {
      near.unobserve(entry.target);
      start(entry.target);
    }
  }, { rootMargin: "600px" });
  for (const place of root.querySelectorAll(".course-film")) near.observe(place);
}
