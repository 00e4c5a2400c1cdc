// Drawing: replays the operations of a scene (typedefs in scene.js) on a canvas. Knows no control, no message and no
// page; what an operation needs beside its numbers is built once, when it arrives.

/** @import { Bytes, ImageOp, Layer, MarkersOp, Operation, Outline, PathOp, Scene, TextOp } from "./scene.js" */

const TIE = 0.005; // where a screen pixel lies just between two of an image, Matplotlib takes the later one
const PIECE = 500; // corners of a long line that are stroked at once

/**
 * @param {Bytes} data
 * @param {number} at  offset in bytes
 * @param {number} n
 */
export function floats(data, at, n) {
  return new Float32Array(data.buffer.slice(data.byteOffset + at, data.byteOffset + at + 4 * n));
}

/**
 * @param {Bytes} data
 * @param {number} at  offset in bytes
 * @param {number} n
 */
export function bytes(data, at, n) {
  return new Uint8Array(data.buffer, data.byteOffset + at, n);
}

/**
 * Append corners to a path by Matplotlib's codes.
 * @param {Path2D} path
 * @param {ArrayLike<number>} xy  two numbers for each code
 * @param {ArrayLike<number>} codes
 */
export function trace(path, xy, codes) {
  for (let i = 0; i < codes.length; i++) {
    const [x, y] = [xy[2 * i], xy[2 * i + 1]];
    if (codes[i] === 1) path.moveTo(x, y);
    else if (codes[i] === 2) path.lineTo(x, y);
    else if (codes[i] === 3) {
      path.quadraticCurveTo(x, y, xy[2 * i + 2], xy[2 * i + 3]);
      i += 1;
    } else if (codes[i] === 4) {
      path.bezierCurveTo(x, y, xy[2 * i + 2], xy[2 * i + 3], xy[2 * i + 4], xy[2 * i + 5]);
      i += 2;
    } else if (codes[i] === 79) path.closePath();
  }
  return path;
}

/**
 * @param {Bytes} data
 * @param {Outline} shape
 */
function outline(data, { at, codes, n }) {
  return trace(new Path2D(), floats(data, at, 2 * n), bytes(data, codes, n));
}

/**
 * A browser takes ten times as long to stroke one line of 20,000 corners as many short ones. Each piece begins with the
 * last stretch of the one before, so that the corner between them is joined.
 * @param {PathOp} op
 * @param {Bytes} data
 */
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

/**
 * Return an image's pixels as a canvas of the same size.
 * @param {ImageOp} op
 * @param {Bytes} data
 */
function tile(op, data) {
  const canvas = new OffscreenCanvas(op.w, op.h);
  const count = op.w * op.h;
  const source = bytes(data, op.at, op.channels * count);
  const picture = new ImageData(op.w, op.h);
  const rgba = picture.data;
  if (op.channels === 4) rgba.set(source);
  else if (op.palette !== undefined) {
    const colors = new Uint32Array(256);
    const table = bytes(data, op.palette, Math.min(1024, data.byteLength - op.palette));
    new Uint8Array(colors.buffer).set(table);
    const pixels = new Uint32Array(rgba.buffer);
    for (let i = 0; i < count; i++) pixels[i] = colors[source[i]];
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

/**
 * Return an image's tile with each pixel as a square of `factor` by `factor`.
 * @param {ImageOp} op
 * @param {number} factor
 */
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

/**
 * Build what the operations of a layer need and keep it with them; return the layer.
 * @param {Layer} layer
 */
export function prepare(layer) {
  for (const op of layer.ops) {
    if (op.k === "path") op.pieces = pieces(op, layer.data);
    if (op.k === "markers" || (op.k === "path" && !op.pieces)) op.shape = outline(layer.data, op);
    if (op.k === "markers") op.xy = floats(layer.data, op.places, 2 * op.m);
    if (op.k === "image") op.tile ??= tile(op, layer.data);
    if (op.k !== "slot" && op.clippath) op.mask = outline(layer.data, op.clippath);
  }
  return layer;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {PathOp | MarkersOp} op
 */
function paintShape(ctx, op) {
  if (op.fill) {
    ctx.fillStyle = op.fill;
    ctx.fill(op.shape);
  }
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

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {MarkersOp} op
 */
function paintMarkers(ctx, op) {
  for (let i = 0; i < op.xy.length; i += 2) {
    ctx.translate(op.xy[i], op.xy[i + 1]);
    paintShape(ctx, op);
    ctx.translate(-op.xy[i], -op.xy[i + 1]);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {ImageOp} op
 */
function paintImage(ctx, op) {
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
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {TextOp} op
 * @param {Map<number, Path2D>} glyphs
 */
function paintText(ctx, op, glyphs) {
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
}

/** @type {Record<string, (ctx: CanvasRenderingContext2D, op: any, glyphs: Map<number, Path2D>) => void>} */
const painters = { path: paintShape, markers: paintMarkers, image: paintImage, text: paintText };

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Operation[]} ops
 * @param {Scene} scene
 */
function replay(ctx, ops, scene) {
  for (const op of ops) {
    if (op.k === "slot") {
      replay(ctx, scene.layers[op.n].ops, scene);
      continue;
    }
    ctx.save();
    if (op.clip) {
      ctx.beginPath();
      ctx.rect(...op.clip);
      ctx.clip();
    }
    if (op.mask) ctx.clip(op.mask);
    painters[op.k](ctx, op, scene.glyphs);
    ctx.restore();
  }
}

/**
 * Draw a whole scene.
 * @param {HTMLCanvasElement} canvas
 * @param {Scene} scene
 * @param {number} density  screen pixels for each pixel of the scene
 */
export function paintScene(canvas, scene, density) {
  const [width, height] = scene.size;
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  const ctx = canvas.getContext("2d");
  ctx.setTransform(canvas.width / width, 0, 0, canvas.height / height, 0, 0);
  replay(ctx, scene.still.ops, scene);
}
