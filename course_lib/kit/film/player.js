// Replays a film (see pack.py) on a page that has no kernel. To the view of an explorer it is the kernel: it is asked
// for a setting and answers with the recorded picture that is nearest to it. Operations and messages are those of
// scene.js, but that arrays stand in a film by number.

import view from "../stage/page/view.js";

/** @import { Change, FullState, Layer, Letters, Operation, SettingRequest, Spec, TextState, Value, Values } from "../stage/page/scene.js" */
/** @import { Listener } from "../stage/page/session.js" */

/** @typedef {"bytes" | "shifts" | "floats" | "pictures"} Block  where an array stands, and how */

/**
 * One recorded setting: numbers of its layers, the still one first, and the rest.
 * @typedef {{ layers: number[], words: TextState }} Frame
 */

/**
 * What a film begins with. `layers` are lists of numbers of `ops`, which are operations with numbers of `arrays` in
 * place of offsets.
 * @typedef {object} Head
 * @property {Spec} spec
 * @property {string[]} swept  names of the controls that move
 * @property {Letters} glyphs
 * @property {Frame[]} frames
 * @property {number[][]} layers
 * @property {Operation[]} ops
 * @property {[block: Block, size: number][]} arrays
 * @property {Record<Block, number>} blocks  their sizes; of `shifts` twice, low bytes and high ones
 * @property {number} fineness  parts of a pixel that a shift counts
 */

// ---- unpacking

/** @param {string} base64 */
async function unzipped(base64) {
  const packed = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export class Film {
  /** @param {string} base64 */
  static async from(base64) {
    const data = await unzipped(base64);
    const length = new DataView(data.buffer).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(data.subarray(4, 4 + length)));
    return new Film(head, data.subarray(4 + length));
  }

  /**
   * @param {Head} head
   * @param {Uint8Array<ArrayBuffer>} data
   */
  constructor(head, data) {
    this.head = head;
    const { bytes, shifts, floats, pictures } = head.blocks;
    let at = 0;
    /** @param {number} size */
    const cut = (size) => data.subarray(at, (at += size));
    const [plain, low, high] = [cut(bytes), cut(shifts), cut(shifts)];
    this.block = { bytes: plain, low, high, floats: cut(4 * floats), pictures: cut(pictures) };
    const next = { bytes: 0, shifts: 0, floats: 0, pictures: 0 };
    this.places = head.arrays.map(([block, size]) => {
      const start = next[block];
      next[block] += size;
      return { block, start, size };
    });
    /** @type {Map<number, Promise<Uint8Array>>} */
    this.pictures = new Map();
  }

  /**
   * Return the coordinates of an array as the bytes of float32.
   * @param {number} number
   */
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
        xy[2 * i + axis] = steps / this.head.fineness;
      }
    }
    return new Uint8Array(xy.buffer);
  }

  /**
   * @param {number} number
   * @param {{ w: number, h: number, channels: number }} op
   */
  async pixels(number, { w, h, channels }) {
    const { block, start, size } = this.places[number];
    if (block === "bytes") return this.block.bytes.slice(start, start + size);
    if (!this.pictures.has(number)) {
      const webp = this.block.pictures.slice(start, start + size);
      this.pictures.set(number, this.decoded(webp, w, h, channels));
    }
    return this.pictures.get(number);
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} webp
   * @param {number} w
   * @param {number} h
   * @param {number} channels
   */
  async decoded(webp, w, h, channels) {
    const bitmap = await createImageBitmap(new Blob([webp], { type: "image/webp" }));
    const context = new OffscreenCanvas(w, h).getContext("2d", { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    const rgba = context.getImageData(0, 0, w, h).data;
    return channels === 4 ? new Uint8Array(rgba.buffer) : Uint8Array.from({ length: w * h }, (_, i) => rgba[4 * i]);
  }

  /**
   * Return a layer as the kernel would send it: operations and the bytes that they point into.
   * @param {number} number
   * @returns {Promise<Layer>}
   */
  async layer(number) {
    /** @type {[start: number, part: Uint8Array][]} */
    const parts = [];
    let at = 0;
    /** @param {Uint8Array} part */
    const keep = (part) => {
      const start = at;
      parts.push([start, part]);
      at += part.length + ((4 - (part.length % 4)) % 4);
      return start;
    };
    /** @param {{ at: number, codes: number }} shape */
    const outline = (shape) => ({ at: keep(this.coordinates(shape.at)), codes: keep(this.codes(shape.codes)) });
    const ops = [];
    for (const n of this.head.layers[number]) {
      const op = { ...this.head.ops[n] };
      if (op.k === "path" || op.k === "markers") Object.assign(op, outline(op));
      if (op.k === "markers") op.places = keep(this.coordinates(op.places));
      if (op.k === "image") op.at = keep(await this.pixels(op.at, op));
      if (op.k !== "slot" && op.clippath) op.clippath = { ...op.clippath, ...outline(op.clippath) };
      ops.push(op);
    }
    const data = new Uint8Array(at);
    for (const [start, part] of parts) data.set(part, start);
    return { ops, data: new DataView(data.buffer) };
  }

  /** @param {number} number */
  codes(number) {
    const { start, size } = this.places[number];
    return this.block.bytes.subarray(start, start + size);
  }

  /**
   * Return the number of the frame with the wanted value of what was moved, and otherwise as much as possible as
   * `wanted`.
   * @param {Values} wanted
   * @param {string[]} moved
   */
  nearest(wanted, moved) {
    const { frames, spec } = this.head;
    /** @param {Frame} frame */
    const cost = ({ words: { values } }) => {
      let sum = 0;
      for (const [name, control] of Object.entries(spec.controls)) {
        const far = distance(control, values[name], wanted[name]);
        sum += far * (moved.includes(name) ? 1e6 : 1) + (far > 0 ? 0.01 : 0);
      }
      return sum;
    };
    let best = 0;
    frames.forEach((frame, i) => {
      if (cost(frame) < cost(frames[best])) best = i;
    });
    return best;
  }

  /**
   * Return the places of a frame's picture whose controls move here.
   * @param {number} frame
   */
  handles(frame) {
    const { frames, swept } = this.head;
    return frames[frame].words.handles.filter(({ x, y }) => [x, y].every((name) => !name || swept.includes(name)));
  }
}

/**
 * Return how far two values of a control are apart, 0 to 1.
 * @param {Spec["controls"][string]} control
 * @param {Value} is
 * @param {Value} want
 */
function distance(control, is, want) {
  if (control.kind === "number") return Math.abs(Number(is) - Number(want)) / (control.high - control.low || 1);
  return String(is) === String(want) ? 0 : 1;
}

// ---- the kernel's part

/** A `Model` of session.js that a film answers for. */
class Recorded {
  /**
   * @param {Film} film
   * @param {{ spec: Spec, scene: FullState }} state
   */
  constructor(film, state) {
    this.film = film;
    this.state = state;
    this.shown = 0;
  }

  /** @param {Film} film */
  static async of(film) {
    const { frames, glyphs, spec } = film.head;
    const [still, ...layers] = await Promise.all(frames[0].layers.map((number) => film.layer(number)));
    return new Recorded(film, { spec, scene: { ...frames[0].words, handles: film.handles(0), still, layers, glyphs } });
  }

  /**
   * @template {"spec" | "scene"} Name
   * @param {Name} name
   */
  get(name) {
    return this.state[name];
  }

  /**
   * @param {"msg:custom"} _
   * @param {Listener} listen
   */
  on(_, listen) {
    this.listen = listen;
  }

  /** @param {SettingRequest} request */
  async send({ set, serial }) {
    const { film } = this;
    const { frames } = film.head;
    const before = frames[this.shown];
    const moved = Object.keys(set).filter((name) => String(set[name]) !== String(before.words.values[name]));
    this.shown = film.nearest(set, moved);
    const after = frames[this.shown];
    const numbers = [...after.layers.keys()].filter((i) => after.layers[i] !== before.layers[i]);
    const layers = await Promise.all(numbers.map((i) => film.layer(after.layers[i])));
    /** @type {Change} */
    const content = { ...after.words, handles: film.handles(this.shown), serial, layers: {}, glyphs: {} };
    numbers.forEach((number, buffer) => {
      const layer = { ops: layers[buffer].ops, buffer };
      if (number === 0) content.still = layer;
      else content.layers[number - 1] = layer;
    });
    this.listen(
      content,
      layers.map(({ data }) => data),
    );
  }
}

// ---- the page

/**
 * Return the controls that do not move here in a group of their own: they show what the presets set.
 * @param {HTMLElement[]} controls
 */
function following(controls) {
  const group = document.createElement("div");
  group.className = "controls following";
  for (const control of controls) {
    control.classList.add("fixed");
    for (const input of control.querySelectorAll("input, select")) {
      Object.assign(input, { disabled: true, title: "Moves in JupyterLab" });
    }
  }
  const note = document.createElement("p");
  note.className = "recorded";
  note.textContent = "On this page these follow the presets; in JupyterLab every control moves.";
  group.append(...controls, note);
  return group;
}

/**
 * Put the moving explorer into a place.
 * @param {HTMLElement} place  an element that holds its still picture and its finding
 * @param {string} base64  the film
 */
export async function play(place, base64) {
  const film = await Film.from(base64);
  const model = await Recorded.of(film);
  const root = document.createElement("div");
  view.initialize({ model });
  view.render({ model, el: root });
  const { spec, swept } = film.head;
  const names = Object.keys(spec.controls);
  /** @type {NodeListOf<HTMLElement>} */
  const controls = root.querySelectorAll(".control");
  const still = [...controls].filter((_, i) => !swept.includes(names[i]));
  if (still.length) root.querySelector("details").before(following(still)); // behind the picture
  const scroller = document.createElement("div"); // a narrow page pushes a wide picture to and fro
  scroller.className = "scroller";
  const stage = root.querySelector(".stage");
  stage.replaceWith(scroller);
  scroller.append(stage);
  place.replaceChildren(root);
  place.dataset.playing = "true";
}

/**
 * Films arrive by <script>, which works from a file as well as from a server: courseFilm("<name>", "<base64>").
 * @type {Map<string, string>}
 */
const arrivedFilms = new Map();
/** @type {Map<string, (base64: string) => void>} */
const wantedFilms = new Map();

globalThis.courseFilm = (name, base64) => {
  arrivedFilms.set(name, base64);
  wantedFilms.get(name)?.(base64);
};

/**
 * @param {HTMLElement} place
 * @returns {Promise<string>}
 */
function fetched(place) {
  const { film, from } = place.dataset;
  if (arrivedFilms.has(film)) return Promise.resolve(arrivedFilms.get(film));
  return new Promise((resolve) => {
    wantedFilms.set(film, resolve);
    const script = document.createElement("script");
    script.src = `${from}${film}.js`;
    document.head.append(script);
  });
}

/** @param {HTMLElement} place */
export async function startFilm(place) {
  if (place.dataset.asked) return;
  place.dataset.asked = "true";
  await play(place, await fetched(place));
}

/** @param {ParentNode} [root] */
export function startAll(root = document) {
  if (!("DecompressionStream" in globalThis && "OffscreenCanvas" in globalThis)) return; // the still picture stays
  const near = new IntersectionObserver(
    (entries) => {
      for (const { target } of entries.filter(({ isIntersecting }) => isIntersecting)) {
        near.unobserve(target);
        startFilm(/** @type {HTMLElement} */ (target));
      }
    },
    { rootMargin: "600px" },
  );
  for (const place of root.querySelectorAll(".course-film")) near.observe(place);
}
