// The live view of an explorer: controls, the stage that draws what the kernel recorded, the finding, the code.
// The kernel sends operations in pixel coordinates (see recorder.py); this file replays them on a canvas.

export const PATIENCE = 8000; // milliseconds without an answer after which the reader is told
const SILENT = "The kernel does not answer. If a cell is running, wait for it; if the kernel has died, run the notebook again from its top.";
const GONE = "The kernel has restarted and knows this explorer no longer. Run the notebook again from its top.";
const FAR = 100; // milliseconds that a picture may be on its way; if the line is slower, the kernel compresses
export const REST = 300; // milliseconds without a move after which the whole of a picture comes that lost something on its way
const GRID = 32; // places of a corner in a pixel, where the kernel sends steps
const ENDS = ["restarting", "autorestarting", "terminating", "dead"]; // of a kernel, in JupyterLab's words
const TIE = 0.005; // where a screen pixel lies just between two of an image, Matplotlib takes the later one
const PIECE = 500; // corners of a long line that are stroked at once
const GRAB = 16; // pixels around a point that still take hold of it

// ---- drawing

function floats(data, at, n) {
  return new Float32Array(data.buffer.slice(data.byteOffset + at, data.byteOffset + at + 4 * n));
}

function bytes(data, at, n) {
  return new Uint8Array(data.buffer, data.byteOffset + at, n);
}

function trace(path, xy, codes) {
  for (let i = 0; i < codes.length; i++) {
    const [x, y] = [xy[2 * i], xy[2 * i + 1]];
    if (codes[i] === 1) path.moveTo(x, y);
    else if (codes[i] === 2) path.lineTo(x, y);
    else if (codes[i] === 3) { path.quadraticCurveTo(x, y, xy[2 * i + 2], xy[2 * i + 3]); i += 1; }
    else if (codes[i] === 4) { path.bezierCurveTo(x, y, xy[2 * i + 2], xy[2 * i + 3], xy[2 * i + 4], xy[2 * i + 5]); i += 2; }
    else if (codes[i] === 79) path.closePath();
  }
  return path;
}

function outline(data, { at, codes, n }) {
  return trace(new Path2D(), floats(data, at, 2 * n), bytes(data, codes, n));
}

// A browser takes ten times as long to stroke one line of 20,000 corners as many short ones. Each piece begins with the
// last stretch of the one before, so that the corner between them is joined.
function pieces(op, data) {
  const [xy, codes] = [floats(data, op.at, 2 * op.n), bytes(data, op.codes, op.n)];
  const plain = !op.fill && !op.dash && op.stroke?.endsWith("ff") && codes.every((code) => code <= 2);
  if (!plain || op.n < 2 * PIECE) return null;
  const paths = [];
  for (let start = 0; start < op.n; start += PIECE) {
    const from = Math.max(0, start - 2);
    // A line to the first corner of a path moves there.
    paths.push(trace(new Path2D(), xy.subarray(2 * from), codes.subarray(from, start + PIECE)));
  }
  return paths;
}

function tile(op, data) {
  const canvas = new OffscreenCanvas(op.w, op.h);
  const count = op.w * op.h;
  const source = bytes(data, op.at, op.channels * count);
  const picture = new ImageData(op.w, op.h);
  const rgba = picture.data;
  if (op.channels === 4) rgba.set(source);
  else if (op.palette !== undefined) {
    const colours = new Uint32Array(256);
    const table = bytes(data, op.palette, Math.min(1024, data.byteLength - op.palette));
    new Uint8Array(colours.buffer).set(table);
    const pixels = new Uint32Array(rgba.buffer);
    for (let i = 0; i < count; i++) pixels[i] = colours[source[i]];
  } else {
    const [green, blue] = op.channels === 3 ? [1, 2] : [0, 0];
    for (let i = 0, j = 0; j < 4 * count; i += op.channels, j += 4) {
      rgba[j] = source[i];
      rgba[j + 1] = source[i + green];
      rgba[j + 2] = source[i + blue];
      rgba[j + 3] = 255;
    }
  }
  canvas.getContext("2d").putImageData(picture, 0, 0);
  return canvas;
}

function enlarged(op, factor) {
  if (factor <= 1) return op.tile;
  if (op.enlarged?.width !== factor * op.w) {
    op.enlarged = new OffscreenCanvas(factor * op.w, factor * op.h);
    const ctx = op.enlarged.getContext("2d");
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(op.tile, 0, 0, op.enlarged.width, op.enlarged.height);
  }
  return op.enlarged;
}

// What an operation needs is built once, when it arrives, and kept with it.
function prepare(layer) {
  for (const op of layer.ops) {
    if (op.k === "path") op.pieces = pieces(op, layer.data);
    if (!op.pieces && (op.k === "path" || op.k === "markers")) op.shape = outline(layer.data, op);
    if (op.k === "markers") op.xy = floats(layer.data, op.places, 2 * op.m);
    if (op.k === "image") op.tile ??= tile(op, layer.data);
    if (op.clippath) op.mask = outline(layer.data, op.clippath);
  }
  return layer;
}

function paintShape(ctx, op) {
  if (op.fill) { ctx.fillStyle = op.fill; ctx.fill(op.shape); }
  if (op.stroke) {
    ctx.strokeStyle = op.stroke;
    ctx.lineWidth = op.width;
    ctx.lineCap = op.cap;
    ctx.lineJoin = op.join;
    ctx.setLineDash(op.dash ?? []);
    ctx.lineDashOffset = op.dashoffset ?? 0;
    for (const shape of op.pieces ?? [op.shape]) ctx.stroke(shape);
  }
}

const paint = {
  path: paintShape,
  markers(ctx, op) {
    for (let i = 0; i < op.xy.length; i += 2) {
      ctx.translate(op.xy[i], op.xy[i + 1]);
      paintShape(ctx, op);
      ctx.translate(-op.xy[i], -op.xy[i + 1]);
    }
  },
  image(ctx, op) {
    const [x, y, width, height] = op.box;
    const scale = ctx.getTransform().a;
    ctx.globalAlpha = op.alpha;
    if (Number.isInteger(scale)) {
      ctx.imageSmoothingEnabled = false; // a pixel is a square
      ctx.drawImage(op.tile, x - TIE, y - TIE, width, height);
    } else {
      // Squares of 4 and 5 screen pixels in turn would draw a pattern that is not in the picture.
      ctx.imageSmoothingQuality = "high";
      ctx.drawImage(enlarged(op, Math.ceil((width * scale) / op.w)), x, y, width, height);
    }
  },
  text(ctx, op, glyphs) {
    ctx.fillStyle = op.fill;
    ctx.translate(op.x, op.y);
    ctx.rotate((-op.angle * Math.PI) / 180);
    ctx.scale(op.scale, -op.scale); // outlines have y up
    op.glyphs.forEach((number, i) => {
      ctx.save();
      ctx.translate(op.xs[i], op.ys[i]);
      ctx.scale(op.scales[i], op.scales[i]);
      ctx.fill(glyphs.get(number));
      ctx.restore();
    });
  },
};

function replay(ctx, ops, scene) {
  for (const op of ops) {
    if (op.k === "slot") { replay(ctx, scene.layers[op.n].ops, scene); continue; }
    ctx.save();
    if (op.clip) { ctx.beginPath(); ctx.rect(...op.clip); ctx.clip(); }
    if (op.mask) ctx.clip(op.mask);
    paint[op.k](ctx, op, scene.glyphs);
    ctx.restore();
  }
}

export function paintScene(canvas, scene, density) {
  const [width, height] = scene.size;
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  const ctx = canvas.getContext("2d");
  ctx.setTransform(canvas.width / width, 0, 0, canvas.height / height, 0, 0);
  replay(ctx, scene.still.ops, scene);
}

// ---- the scene, shared by all views of one explorer

function addGlyphs(scene, outlines) {
  for (const [number, [xy, codes]] of Object.entries(outlines ?? {})) {
    scene.glyphs.set(Number(number), trace(new Path2D(), xy, codes));
  }
}

export function wholeScene(state, size) {
  const scene = { size, glyphs: new Map(), layers: state.layers.map(prepare), still: prepare(state.still) };
  addGlyphs(scene, state.glyphs);
  return Object.assign(scene, words(state));
}

function words({ values, finding, status, code, handles, coarse, lossy }) {
  return { values, finding, status, code, handles, coarse, lossy };
}

// What the kernel wrote shorter for a slow line gets its full form again: see packing.py.
async function lengthen(op, data) {
  if (op.jpeg) {
    const bitmap = await createImageBitmap(new Blob([bytes(data, op.at, op.jpeg)]), { colorSpaceConversion: "none" });
    op.tile = new OffscreenCanvas(op.w, op.h);
    op.tile.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close();
  }
  if (op.steps) {
    const steps = new Int16Array(data.buffer.slice(data.byteOffset + op.at, data.byteOffset + op.at + 4 * op.n));
    const place = [0, 0];
    steps.forEach((step, i) => {
      place[i % 2] += step;
      data.setFloat32(op.at + 4 * i, place[i % 2] / GRID, true);
    });
  }
}

// A message that was compressed: sizes of its parts (the words, then the buffers), and all of them in one buffer.
export async function unpacked({ sizes }, [packed]) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const data = await new Response(stream).arrayBuffer();
  let at = 0;
  const [words, ...buffers] = sizes.map((size) => new DataView(data, (at += size) - size, size));
  const content = JSON.parse(new TextDecoder().decode(words));
  const layers = Object.values(content.layers).concat(content.still ?? []);
  await Promise.all(layers.flatMap(({ ops, buffer }) => ops.map((op) => lengthen(op, buffers[buffer]))));
  return [content, buffers];
}

export function amend(scene, content, buffers) {
  const arrived = ({ ops, buffer }) => prepare({ ops, data: buffers[buffer] });
  addGlyphs(scene, content.glyphs);
  if (content.still) scene.still = arrived(content.still);
  for (const [number, layer] of Object.entries(content.layers)) scene.layers[number] = arrived(layer);
  Object.assign(scene, words(content));
}

// One picture is under way at most; a newer setting replaces one that waits; the last one is always sent. While a control
// is held, a slow explorer may answer with a coarse picture; the fine one is asked for when it is let go. Over a slow line
// photographs lose something, and their whole is asked for after a pause.
export class Session {
  constructor(model) {
    this.model = model;
    this.spec = model.get("spec");
    this.scene = wholeScene(model.get("scene"), this.spec.size);
    this.sentence = this.spec.question;
    this.views = new Set();
    this.serial = 0;
    this.underWay = null;
    this.waiting = null;
    this.telling = null;
    this.held = false;
    this.gone = false;
    this.late = 0; // answers in a row that were long on their way
    this.unpacking = null;
    this.frames = 0;
    model.on("msg:custom", (content, buffers) => this.hear(content, buffers));
    model.widget_manager?.kernel?.statusChanged?.connect((_, status) => {
      if (ENDS.includes(status)) this.lost(GONE);
    });
  }

  // The sentence is shown with the picture that it speaks of.
  set(values, sentence = this.spec.question, fine = false) {
    clearTimeout(this.resting);
    this.wanted = { ...this.settings(), ...values };
    this.tellLater();
    this.waiting = { values: this.wanted, sentence, fine };
    if (this.underWay === null && !this.gone) this.send();
  }

  // The setting that was asked for last, whether its picture is there or not.
  settings() {
    return this.wanted ?? this.scene.values;
  }

  // Chrome holds back the kernel's answer until the next frame if the page changes while a key press is handled. So the
  // controls follow in a task of their own: they are on the screen with the same frame, and the picture comes sooner.
  tellLater() {
    this.telling ??= setTimeout(() => {
      this.telling = null;
      for (const view of this.views) view.showValues(this.settings());
    });
  }

  hold() {
    this.held = true;
    clearTimeout(this.resting);
    const letGo = () => {
      for (const end of ["pointerup", "pointercancel"]) removeEventListener(end, letGo, true);
      this.held = false;
      this.refine(0);
    };
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, letGo, true);
  }

  // A fine picture may take long over a slow line, and hold up the next move. So it waits for a pause.
  refine(rest = REST) {
    clearTimeout(this.resting);
    if (this.held || this.underWay !== null) return;
    if (this.scene.coarse) this.set({}, this.sentence);
    else if (this.scene.lossy) this.resting = setTimeout(() => this.set({}, this.sentence, true), rest);
  }

  send() {
    this.underWay = ++this.serial;
    const { values, sentence, fine } = this.waiting;
    this.sentenceUnderWay = sentence;
    this.fineUnderWay = fine;
    this.waiting = null;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.lost(SILENT), PATIENCE);
    try {
      this.sent = performance.now();
      this.model.send({ set: values, serial: this.underWay, held: this.held, far: this.late > 2, fine });
    } catch {
      this.lost(GONE);
    }
  }

  lost(why) {
    clearTimeout(this.timer);
    this.gone = why === GONE;
    this.underWay = null; // the next move tries again, if there is somebody to ask
    this.scene.status = why;
    for (const view of this.views) view.showStatus(why, true);
  }

  // Unpacking takes a moment; what comes meanwhile waits, so that pictures keep their order.
  hear(content, buffers) {
    if (content.took !== undefined && this.late < 3) {
      this.late = performance.now() - this.sent - content.took > FAR ? this.late + 1 : 0;
    }
    if (!content.sizes && !this.unpacking) { this.receive(content, buffers); return; }
    const before = Promise.resolve(this.unpacking).catch(() => {}); // one that was broken must not break the next
    const unpacking = before
      .then(() => (content.sizes ? unpacked(content, buffers) : [content, buffers]))
      .then((whole) => {
        if (this.unpacking === unpacking) this.unpacking = null;
        this.receive(...whole);
      });
    this.unpacking = unpacking;
  }

  receive(content, buffers) {
    amend(this.scene, content, buffers);
    this.gone = false;
    // Else the kernel moved by itself (it names no request), or answers one that was given up.
    const answered = this.underWay !== null && content.serial === this.underWay;
    this.frames += answered && this.fineUnderWay ? 0 : 1; // the whole of a picture is no new one
    this.sentence = answered ? this.sentenceUnderWay : this.spec.question;
    if (answered) {
      clearTimeout(this.timer);
      this.underWay = null;
    }
    const more = this.waiting !== null;
    if (!more) this.wanted = null;
    for (const view of this.views) view.show(!more);
    if (more && this.underWay === null) this.send();
    else this.refine();
  }
}

// ---- the page

function make(kind, attributes = {}, ...children) {
  const element = document.createElement(kind);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

let made = 0;

const clamp = (value, { low, high }) => Math.min(high, Math.max(low, value));

function onStep(value, control) {
  const steps = Math.round((value - control.low) / control.step);
  const snapped = clamp(control.low + steps * control.step, control);
  return control.whole ? Math.round(snapped) : Number(snapped.toFixed(10));
}

// Each maker returns [elements, show(value)]; `current()` is the value that was asked for last.
const controlMakers = {
  number(name, control, set, current) {
    const id = `course-control-${++made}`;
    const unit = control.unit ? ` [${control.unit}]` : "";
    const range = { min: control.low, max: control.high, step: control.step };
    const slider = make("input", { type: "range", id, ...range });
    const box = make("input", { type: "number", ...range, "aria-label": `${control.label}${unit}, as a number` });
    slider.addEventListener("input", () => set({ [name]: onStep(Number(slider.value), control) }));
    slider.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key]; // JupyterLab takes these two from a native slider
      if (!way) return;
      event.preventDefault();
      set({ [name]: onStep(current() + way * control.step, control) });
    });
    box.addEventListener("change", () => {
      if (box.value.trim() !== "" && Number.isFinite(Number(box.value))) set({ [name]: onStep(Number(box.value), control) });
    });
    const label = make("label", { htmlFor: id }, control.label + unit);
    return [[label, slider, box], (value) => {
      slider.value = value;
      if (document.activeElement !== box || Number(box.value) !== value) box.value = value;
    }];
  },

  choice(name, control, set) {
    const id = `course-control-${++made}`;
    const select = make("select", { id }, ...control.options.map((option) => make("option", { value: option }, option)));
    select.addEventListener("change", () => set({ [name]: select.value }));
    return [[make("label", { htmlFor: id }, control.label), select], (value) => { select.value = value; }];
  },

  switch(name, control, set) {
    const id = `course-control-${++made}`;
    const box = make("input", { type: "checkbox", id });
    box.addEventListener("change", () => set({ [name]: box.checked }));
    return [[make("label", { htmlFor: id }, control.label), box], (value) => { box.checked = value; }];
  },

  grid(name, control, set) {
    const cells = control.default.map((row, i) => row.map((_, j) => make("input", {
      type: "number", min: control.low, max: control.high, step: control.step,
      "aria-label": `${control.label}, row ${i + 1}, column ${j + 1}`,
    })));
    const read = () => {
      const table = cells.map((row) => row.map((cell) => (cell.value.trim() === "" ? NaN : clamp(Number(cell.value), control))));
      if (table.flat().every(Number.isFinite)) set({ [name]: table });
    };
    cells.flat().forEach((cell) => cell.addEventListener("change", read));
    const rows = cells.map((row) => make("div", { className: "row" }, ...row));
    const table = make("div", { className: "table", role: "group", "aria-label": control.label }, ...rows);
    return [[make("span", { className: "label" }, control.label), table], (value) => {
      cells.forEach((row, i) => row.forEach((cell, j) => { cell.value = value[i][j]; }));
    }];
  },
};

// A place of the picture that sets controls: where it is now, and what a pointer or an arrow key makes of it.
class Place {
  constructor(handle, view) {
    this.handle = handle;
    this.view = view;
    this.element = make("div", { className: `place ${handle.area}`, tabIndex: 0, role: "slider" });
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  // Names of the controls that exist: x, y or both.
  axes() {
    return ["x", "y"].filter((axis) => this.handle[axis]);
  }

  pixel(axis, value) {
    const [low, high] = this.handle[`${axis}lim`];
    const [x, y, width, height] = this.handle.box;
    const share = (value - low) / (high - low);
    return axis === "x" ? x + share * width : y + height - share * height;
  }

  value(axis, pixel) {
    const [low, high] = this.handle[`${axis}lim`];
    const [x, y, width, height] = this.handle.box;
    const share = axis === "x" ? (pixel - x) / width : (y + height - pixel) / height;
    return low + share * (high - low);
  }

  control(axis) {
    return this.view.session.spec.controls[this.handle[axis]];
  }

  center(values) {
    const [x, y, width, height] = this.handle.box;
    return {
      x: this.handle.x ? this.pixel("x", values[this.handle.x]) : x + width / 2,
      y: this.handle.y ? this.pixel("y", values[this.handle.y]) : y + height / 2,
    };
  }

  takes(point, values) {
    const [x, y, width, height] = this.handle.box;
    if (this.handle.area === "cell") return point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
    const center = this.center(values);
    return Math.hypot(point.x - center.x, point.y - center.y) <= GRAB;
  }

  moveTo(point) {
    const values = {};
    for (const axis of this.axes()) values[this.handle[axis]] = onStep(this.value(axis, point[axis]), this.control(axis));
    this.view.session.set(values);
  }

  key(event) {
    const move = { ArrowLeft: ["x", -1], ArrowRight: ["x", 1], ArrowUp: ["y", 1], ArrowDown: ["y", -1] }[event.key];
    if (!move || !this.handle[move[0]]) return;
    const [axis, way] = move;
    event.preventDefault();
    const [low, high] = this.handle[`${axis}lim`];
    const control = this.control(axis);
    const current = this.view.session.settings()[this.handle[axis]];
    const next = onStep(current + way * Math.sign(high - low) * control.step * (event.shiftKey ? 5 : 1), control);
    this.view.session.set({ [this.handle[axis]]: next });
  }

  show(handle, values, size) {
    this.handle = handle;
    const { x, y } = this.center(values);
    const extent = (axis) => {
      if (handle.area === "point") return 24;
      if (!handle[axis]) return axis === "x" ? handle.box[2] : handle.box[3];
      return Math.max(24, Math.abs(this.pixel(axis, 1) - this.pixel(axis, 0)) * this.control(axis).step);
    };
    const [width, height] = [extent("x"), extent("y")];
    const percent = (part, whole) => `${(100 * part) / whole}%`;
    Object.assign(this.element.style, {
      left: percent(x - width / 2, size[0]), top: percent(y - height / 2, size[1]),
      width: percent(width, size[0]), height: percent(height, size[1]),
    });
    const said = this.axes().map((axis) => `${this.control(axis).label} ${values[handle[axis]]}`).join(", ");
    const first = this.control(this.axes()[0]);
    this.element.setAttribute("aria-label", `${handle.label}; arrow keys move it`);
    this.element.setAttribute("aria-valuetext", said);
    this.element.setAttribute("aria-valuenow", values[handle[this.axes()[0]]]);
    this.element.setAttribute("aria-valuemin", first.low);
    this.element.setAttribute("aria-valuemax", first.high);
  }
}

class ExplorerView {
  constructor(session, root) {
    this.session = session;
    this.root = root;
    const { spec } = session;
    root.classList.add("course-explorer");
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", spec.title);
    root.setAttribute("data-lm-suppress-shortcuts", "true"); // arrow keys are ours, not the notebook's

    this.sentence = make("p", { className: "sentence" });
    const presets = spec.presets.map((preset) => {
      const button = make("button", { type: "button", title: preset.sentence }, preset.label);
      button.addEventListener("click", () => session.set({ ...spec.defaults, ...preset.values }, preset.sentence));
      return button;
    });
    const reset = make("button", { type: "button", className: "reset", title: "Back to where this explorer started" }, "Reset");
    reset.addEventListener("click", () => session.set(spec.start));

    this.showControl = {};
    const controls = Object.entries(spec.controls).map(([name, control]) => {
      const current = () => session.settings()[name];
      const [elements, show] = controlMakers[control.kind](name, control, (values) => session.set(values), current);
      this.showControl[name] = show;
      return make("div", { className: `control ${control.kind}` }, ...elements);
    });

    this.canvas = make("canvas", { role: "img" });
    this.places = (session.scene.handles ?? []).map((handle) => new Place(handle, this));
    this.stage = make("div", { className: "stage" }, this.canvas, ...this.places.map((place) => place.element));
    this.stage.style.maxWidth = `${spec.size[0]}px`;
    this.stage.style.aspectRatio = `${spec.size[0]} / ${spec.size[1]}`;
    this.listenToPointer();

    this.finding = make("p", { className: "finding", "aria-live": "polite" });
    root.addEventListener("keydown", (event) => event.stopPropagation());
    root.addEventListener("pointerdown", ({ target }) => { if (target.type === "range") session.hold(); });
    this.status = make("p", { className: "status", role: "alert" });
    this.code = make("pre", { tabIndex: 0 });
    const copy = make("button", { type: "button" }, "Copy");
    copy.addEventListener("click", () => this.copy(copy));
    root.append(
      make("div", { className: "presets", role: "group", "aria-label": "presets" }, ...presets, reset),
      this.sentence,
      make("div", { className: "controls" }, ...controls),
      this.stage, this.finding, this.status,
      make("details", {}, make("summary", {}, "The code that makes these numbers"), this.code, copy),
    );
    this.show(true);
    session.views.add(this);
    this.observer = new ResizeObserver(() => this.paint());
    this.observer.observe(this.stage);
  }

  listenToPointer() {
    let held = null;
    const where = (event) => {
      const box = this.canvas.getBoundingClientRect();
      const scale = this.session.spec.size[0] / box.width;
      return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
    };
    const under = (event) => this.places.find((place) => place.takes(where(event), this.session.scene.values));
    this.stage.addEventListener("pointerdown", (event) => {
      held = under(event) ?? null;
      if (!held) return;
      event.preventDefault();
      this.stage.setPointerCapture(event.pointerId);
      this.session.hold();
      held.element.focus({ preventScroll: true });
      held.moveTo(where(event));
    });
    this.stage.addEventListener("pointermove", (event) => {
      if (held) held.moveTo(where(event));
      else this.stage.style.cursor = under(event) ? "pointer" : "";
    });
    for (const end of ["pointerup", "pointercancel"]) this.stage.addEventListener(end, () => { held = null; });
  }

  async copy(button) {
    try {
      await navigator.clipboard.writeText(this.code.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(this.code); // no permission: select it, so that the copy key works
      button.textContent = "Selected: press Ctrl+C";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  }

  showValues(values) {
    for (const [name, show] of Object.entries(this.showControl)) show(values[name]);
  }

  showStatus(text, lost = false) {
    this.status.textContent = text;
    this.root.classList.toggle("lost", lost);
  }

  show(settled) {
    const { scene } = this.session;
    if (settled) this.showValues(scene.values);
    this.paint();
    this.sentence.textContent = this.session.sentence;
    this.finding.textContent = scene.finding;
    this.canvas.setAttribute("aria-label", scene.finding);
    this.showStatus(scene.status, [SILENT, GONE].includes(scene.status));
    if (scene.code) this.code.textContent = scene.code;
    this.places.forEach((place, i) => place.show(scene.handles[i], scene.values, this.session.spec.size));
    this.root.dataset.frame = this.session.frames;
    this.root.toggleAttribute("data-lossy", Boolean(scene.lossy));
  }

  paint() {
    const width = this.stage.clientWidth || this.session.spec.size[0];
    paintScene(this.canvas, this.session.scene, (width / this.session.spec.size[0]) * (globalThis.devicePixelRatio || 1));
  }

  remove() {
    this.observer.disconnect();
    this.session.views.delete(this);
  }
}

// anywidget hands out a new stand-in for the model with every call; the spec behind it is always the same object.
const sessions = new WeakMap();

function sessionOf(model) {
  const spec = model.get("spec");
  if (!sessions.has(spec)) sessions.set(spec, new Session(model));
  return sessions.get(spec);
}

export default {
  initialize({ model }) {
    sessionOf(model);
  },
  render({ model, el }) {
    const view = new ExplorerView(sessionOf(model), el.appendChild(make("div")));
    return () => view.remove();
  },
};
