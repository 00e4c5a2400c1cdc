// Places of the picture that set controls: a cell to click or a point to drag, by pointer and by arrow keys.

import { make, onStep } from "./controls.js";

/** @import { Session } from "./session.js" */
/** @import { HandlePlace, NumberSpec, Values } from "./scene.js" */

/** @typedef {"x" | "y"} Axis */
/** @typedef {{ x: number, y: number }} Point  pixels of the scene */

const GRAB = 16; // pixels around a point that still take hold of it
const LEAST = 24; // pixels of the side of a place, for a finger

/** Where a handle is now, and what a pointer or an arrow key makes of it. */
export class Place {
  /**
   * @param {HandlePlace} handle
   * @param {Session} session
   */
  constructor(handle, session) {
    this.handle = handle;
    this.session = session;
    this.element = make("div", { className: `place ${handle.area}`, tabIndex: 0, role: "slider" });
    this.element.addEventListener("keydown", (event) => this.onKey(event));
  }

  /** Return the axes whose control exists: x, y or both. */
  axes() {
    return /** @type {Axis[]} */ (["x", "y"]).filter((axis) => this.handle[axis]);
  }

  /**
   * Return the limits of an axis in data coordinates.
   * @param {Axis} axis
   */
  limits(axis) {
    return axis === "x" ? this.handle.xlim : this.handle.ylim;
  }

  /**
   * @param {Axis} axis
   * @param {number} value
   */
  pixel(axis, value) {
    const [low, high] = this.limits(axis);
    const [x, y, width, height] = this.handle.box;
    const share = (value - low) / (high - low);
    return axis === "x" ? x + share * width : y + height - share * height;
  }

  /**
   * @param {Axis} axis
   * @param {number} pixel
   */
  value(axis, pixel) {
    const [low, high] = this.limits(axis);
    const [x, y, width, height] = this.handle.box;
    const share = axis === "x" ? (pixel - x) / width : (y + height - pixel) / height;
    return low + share * (high - low);
  }

  /** @param {Axis} axis */
  control(axis) {
    return /** @type {NumberSpec} */ (this.session.spec.controls[this.handle[axis]]);
  }

  /**
   * @param {Values} values
   * @returns {Point}
   */
  center(values) {
    const [x, y, width, height] = this.handle.box;
    return {
      x: this.handle.x ? this.pixel("x", Number(values[this.handle.x])) : x + width / 2,
      y: this.handle.y ? this.pixel("y", Number(values[this.handle.y])) : y + height / 2,
    };
  }

  /**
   * Return whether a pointer takes hold of this place.
   * @param {Point} point
   * @param {Values} values
   */
  takes(point, values) {
    const [x, y, width, height] = this.handle.box;
    if (this.handle.area === "cell") {
      return point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
    }
    const center = this.center(values);
    return Math.hypot(point.x - center.x, point.y - center.y) <= GRAB;
  }

  /** @param {Point} point */
  moveTo(point) {
    /** @type {Values} */
    const values = {};
    for (const axis of this.axes()) {
      values[this.handle[axis]] = onStep(this.value(axis, point[axis]), this.control(axis));
    }
    this.session.set(values);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    /** @type {Record<string, [axis: Axis, way: number]>} */
    const moves = { ArrowLeft: ["x", -1], ArrowRight: ["x", 1], ArrowUp: ["y", 1], ArrowDown: ["y", -1] };
    const move = moves[event.key];
    if (!move || !this.handle[move[0]]) return;
    const [axis, way] = move;
    event.preventDefault();
    const [low, high] = this.limits(axis);
    const control = this.control(axis);
    const current = Number(this.session.settings()[this.handle[axis]]);
    const next = onStep(current + way * Math.sign(high - low) * control.step * (event.shiftKey ? 5 : 1), control);
    this.session.set({ [this.handle[axis]]: next });
  }

  /**
   * @param {HandlePlace} handle  where it is now
   * @param {Values} values
   * @param {number[]} size  of the scene
   */
  show(handle, values, size) {
    this.handle = handle;
    const { x, y } = this.center(values);
    const [width, height] = [this.extent("x"), this.extent("y")];
    /**
     * @param {number} part
     * @param {number} whole
     */
    const percent = (part, whole) => `${(100 * part) / whole}%`;
    Object.assign(this.element.style, {
      left: percent(x - width / 2, size[0]),
      top: percent(y - height / 2, size[1]),
      width: percent(width, size[0]),
      height: percent(height, size[1]),
    });
    this.describe(values);
  }

  /**
   * Return the pixels that the place's element takes along an axis: a point's own, or one step of the control.
   * @param {Axis} axis
   */
  extent(axis) {
    if (this.handle.area === "point") return LEAST;
    if (!this.handle[axis]) return this.handle.box[axis === "x" ? 2 : 3];
    return Math.max(LEAST, Math.abs(this.pixel(axis, 1) - this.pixel(axis, 0)) * this.control(axis).step);
  }

  /**
   * Tell assistive technology what the place is and where it stands.
   * @param {Values} values
   */
  describe(values) {
    const axes = this.axes();
    const first = this.control(axes[0]);
    const texts = axes.map((axis) => `${this.control(axis).label} ${values[this.handle[axis]]}`);
    this.element.setAttribute("aria-label", `${this.handle.label}; arrow keys move it`);
    this.element.setAttribute("aria-valuetext", texts.join(", "));
    this.element.setAttribute("aria-valuenow", String(values[this.handle[axes[0]]]));
    this.element.setAttribute("aria-valuemin", String(first.low));
    this.element.setAttribute("aria-valuemax", String(first.high));
  }
}
