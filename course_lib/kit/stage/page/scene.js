// The scene: what the kernel recorded of a figure, as a page keeps it; shared by all views of one explorer. Here is
// written down, once for both sides, what the operations of a scene and the messages between kernel and page hold.
// All places are pixels of the figure, x right, y down. `recorder.py` makes the operations and `paint.js` replays them;
// `widget.py` and `session.js` send the messages; `packing.py` shortens them for a slow line; a film holds the same
// operations (`film/pack.py`, `film/player.js`).

import { bytes, prepare, trace } from "./paint.js";

// ---- the operations of a scene

/**
 * Corners of a path and what is done at them, by offsets into the bytes of the layer.
 * @typedef {object} Outline
 * @property {number} at  the corners, float32 (n, 2)
 * @property {number} codes  Matplotlib's, uint8 (n,): 1 move, 2 line, 3 and 4 curves with one and two controls, 79 close
 * @property {number} n
 */

/**
 * Where an operation may draw.
 * @typedef {object} Clipped
 * @property {[x: number, y: number, width: number, height: number]} [clip]
 * @property {Outline} [clippath]
 * @property {Path2D} [mask]  the clippath, built here
 */

/**
 * How a path is drawn. Colors are "#rrggbbaa".
 * @typedef {object} Style
 * @property {string | null} fill  null: none
 * @property {string | null} stroke  null: none
 * @property {number} width  of the stroke, pixels
 * @property {CanvasLineCap} cap
 * @property {CanvasLineJoin} join
 * @property {number[]} [dash]  pixels on, off, on, ...
 * @property {number} [dashoffset]  pixels
 * @property {Path2D} [shape]  the outline, built here
 * @property {Path2D[] | null} [pieces]  a long line in short ones, built here
 */

/**
 * One path. Over a slow line its corners may be steps from one to the next, int16 (n, 2), in `GRID`ths of a pixel.
 * @typedef {{ k: "path", steps?: true } & Outline & Style & Clipped} PathOp
 */

/**
 * One path, stamped at `m` places: float32 (m, 2) at `places`.
 * @typedef {{ k: "markers", places: number, m: number, xy?: Float32Array } & Outline & Style & Clipped} MarkersOp
 */

/**
 * A picture, uint8 (h, w, channels) at `at`: 1 channel for gray or for a row of `palette`, 3 for RGB, 4 for RGBA.
 * @typedef {object} ImageParts
 * @property {"image"} k
 * @property {number} w
 * @property {number} h
 * @property {number} channels
 * @property {number} at
 * @property {number} [palette]  offset of up to 256 RGBA colors
 * @property {[x: number, y: number, width: number, height: number]} box  that it fills
 * @property {number} alpha
 * @property {number} [jpeg]  over a slow line: so many bytes at `at` are a JPEG of it
 * @property {OffscreenCanvas} [tile]  its pixels, built here
 * @property {OffscreenCanvas} [enlarged]  the tile with larger pixels, built here
 */

/** @typedef {ImageParts & Clipped} ImageOp */

/**
 * A line of letters, turned by `angle` degrees around (x, y), y up.
 * @typedef {object} TextParts
 * @property {"text"} k
 * @property {string} fill
 * @property {number} x
 * @property {number} y
 * @property {number} angle
 * @property {number} scale  from the outlines of the letters, which are those of a 100-pixel font
 * @property {number[]} glyphs  numbers of the letters
 * @property {number[]} xs  their places
 * @property {number[]} ys
 * @property {number[]} scales  and their own sizes
 */

/** @typedef {TextParts & Clipped} TextOp */

/**
 * The place of moving artist number `n` in the stacking order.
 * @typedef {{ k: "slot", n: number }} SlotOp
 */

/** @typedef {PathOp | MarkersOp | ImageOp | TextOp | SlotOp} Operation */

/** @typedef {DataView<ArrayBuffer>} Bytes */

/**
 * What one artist drew: operations, and the bytes that they point into.
 * @typedef {{ ops: Operation[], data: Bytes }} Layer
 */

/**
 * Outlines of letters by their number, y up: coordinates one after the other, and codes as of an `Outline`.
 * @typedef {Record<string, [xy: number[], codes: number[]]>} Letters
 */

// ---- the messages

/** @typedef {number | string | boolean | number[][]} Value  of a control */

/** @typedef {Record<string, Value>} Values  of the controls, by name */

/**
 * A place of the picture that sets controls (`Handle` in Python), and where it is now.
 * @typedef {object} HandlePlace
 * @property {[x: number, y: number, width: number, height: number]} box  of its axes
 * @property {[left: number, right: number]} xlim  data coordinates at the sides of the box
 * @property {[bottom: number, top: number]} ylim
 * @property {string | null} x  name of the control that takes x
 * @property {string | null} y
 * @property {string} label
 * @property {"cell" | "point"} area  what takes hold of it: the whole box, or the place itself
 */

/**
 * Everything of a setting but its picture.
 * @typedef {object} TextState
 * @property {Values} values
 * @property {string} finding
 * @property {string} status  why the wanted setting is impossible, or ""
 * @property {string} code
 * @property {HandlePlace[]} handles
 * @property {boolean} coarse  whether this is a sketch, and the fine picture is to be asked for
 * @property {boolean} [lossy]  whether the picture lost something over a slow line, and the full one may be asked for
 */

/**
 * What a page that has nothing yet starts from: the widget's trait `scene`.
 * @typedef {TextState & { still: Layer, layers: Layer[], glyphs: Letters }} FullState
 */

/**
 * A layer in a message: its operations, and which of the message's buffers holds its bytes.
 * @typedef {{ ops: Operation[], buffer: number }} ArrivingLayer
 */

/**
 * From the kernel: what has changed, beside one buffer for each layer in it.
 * @typedef {object} ChangeParts
 * @property {number | null} serial  of the request that it answers; null: the kernel moved by itself
 * @property {ArrivingLayer} [still]
 * @property {Record<string, ArrivingLayer>} layers  by number, those that changed
 * @property {Letters} glyphs  that the page has not seen
 * @property {number} [took]  milliseconds that the kernel needed
 */

/** @typedef {TextState & ChangeParts} Change */

/**
 * From the kernel over a slow line: the same in a single buffer, deflated. `sizes` are those of its parts: the change
 * as JSON, then each of its buffers.
 * @typedef {{ sizes: number[], took?: number }} PackedChange
 */

/**
 * To the kernel: the setting that is wanted.
 * @typedef {object} SettingRequest
 * @property {Values} set
 * @property {number} serial
 * @property {boolean} held  whether a control is being dragged: a sketch will do
 * @property {boolean} far  whether the line is slow: pack the answer
 * @property {boolean} fine  whether to send in full what lost something on its way
 */

/**
 * What never changes of an explorer: the widget's trait `spec`.
 * @typedef {object} Spec
 * @property {string} title
 * @property {string} question
 * @property {Record<string, ControlSpec>} controls
 * @property {{ label: string, values: Values, sentence: string }[]} presets
 * @property {Values} start
 * @property {Values} defaults
 * @property {[width: number, height: number]} size  of the scene, pixels
 */

/** @typedef {{ label: string, unit: string }} Labeled */
/** @typedef {{ low: number, high: number, step: number }} Range */
/** @typedef {Labeled & Range & { kind: "number", default: number, whole: boolean }} NumberSpec */
/** @typedef {Labeled & Range & { kind: "grid", default: number[][] }} GridSpec */
/** @typedef {Labeled & { kind: "choice", default: string, options: string[] }} ChoiceSpec */
/** @typedef {Labeled & { kind: "switch", default: boolean }} SwitchSpec */
/** @typedef {NumberSpec | GridSpec | ChoiceSpec | SwitchSpec} ControlSpec  as `spec()` of a control in Python */

// ---- the scene itself

/**
 * The state that is shown. Slots of `still` say where the `layers` lie.
 * @typedef {TextState & { size: number[], still: Layer, layers: Layer[], glyphs: Map<number, Path2D> }} Scene
 */

const GRID = 32; // places of a corner in a pixel, where the kernel sends steps

/**
 * @param {Scene["glyphs"]} glyphs
 * @param {Letters | undefined} outlines
 */
function addGlyphs(glyphs, outlines) {
  for (const [number, [xy, codes]] of Object.entries(outlines ?? {})) {
    glyphs.set(Number(number), trace(new Path2D(), xy, codes));
  }
}

/**
 * @param {FullState} state
 * @param {number[]} size
 * @returns {Scene}
 */
export function makeScene(state, size) {
  const glyphs = new Map();
  addGlyphs(glyphs, state.glyphs);
  return { ...textState(state), size, glyphs, layers: state.layers.map(prepare), still: prepare(state.still) };
}

/**
 * @param {TextState} state
 * @returns {TextState}
 */
function textState({ values, finding, status, code, handles, coarse, lossy }) {
  return { values, finding, status, code, handles, coarse, lossy };
}

/**
 * Give what the kernel wrote shorter for a slow line its full form again: see packing.py.
 * @param {Operation} op
 * @param {Bytes} data  of its layer, which is changed
 */
async function restore(op, data) {
  if (op.k === "image" && op.jpeg) {
    const bitmap = await createImageBitmap(new Blob([bytes(data, op.at, op.jpeg)]), { colorSpaceConversion: "none" });
    op.tile = new OffscreenCanvas(op.w, op.h);
    op.tile.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close();
  }
  if (op.k === "path" && op.steps) {
    const steps = new Int16Array(data.buffer.slice(data.byteOffset + op.at, data.byteOffset + op.at + 4 * op.n));
    const place = [0, 0];
    steps.forEach((step, i) => {
      place[i % 2] += step;
      data.setFloat32(op.at + 4 * i, place[i % 2] / GRID, true);
    });
  }
}

/**
 * @param {PackedChange} content
 * @param {Bytes[]} buffers  one
 * @returns {Promise<[Change, Bytes[]]>}
 */
export async function unpack({ sizes }, [packed]) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const data = await new Response(stream).arrayBuffer();
  let at = 0;
  const [words, ...buffers] = sizes.map((size) => new DataView(data, (at += size) - size, size));
  /** @type {Change} */
  const content = JSON.parse(new TextDecoder().decode(words));
  const layers = Object.values(content.layers).concat(content.still ?? []);
  await Promise.all(layers.flatMap(({ ops, buffer }) => ops.map((op) => restore(op, buffers[buffer]))));
  return [content, buffers];
}

/**
 * Bring a scene up to date.
 * @param {Scene} scene
 * @param {Change} content
 * @param {Bytes[]} buffers
 */
export function applyChange(scene, content, buffers) {
  /** @param {ArrivingLayer} layer */
  const arrived = ({ ops, buffer }) => prepare({ ops, data: buffers[buffer] });
  addGlyphs(scene.glyphs, content.glyphs);
  if (content.still) scene.still = arrived(content.still);
  for (const [number, layer] of Object.entries(content.layers)) scene.layers[Number(number)] = arrived(layer);
  Object.assign(scene, textState(content));
}
