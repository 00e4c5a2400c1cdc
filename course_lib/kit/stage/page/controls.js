// The controls of an explorer: for each kind of `ControlSpec` a maker of its elements. Knows no kernel: a control calls
// `set` with what a hand made of it, and shows what it is told.

/** @import { ChoiceSpec, ControlSpec, GridSpec, NumberSpec, Range, SwitchSpec, Value, Values } from "./scene.js" */

/**
 * What a maker returns: elements, and what lets them show a value.
 * @typedef {[elements: HTMLElement[], show: (value: any) => void]} Made
 */

/** @typedef {(values: Values) => void} SetValues */

/**
 * Make an element; attributes that it has as properties are set as such.
 * @template {keyof HTMLElementTagNameMap} Kind
 * @param {Kind} kind
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Kind]}
 */
export function make(kind, attributes = {}, ...children) {
  const element = document.createElement(kind);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in element && name !== "list") Object.assign(element, { [name]: value });
    else element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

let made = 0;

/**
 * @param {number} value
 * @param {Range} range
 */
function clamp(value, { low, high }) {
  return Math.min(high, Math.max(low, value));
}

/**
 * Return the step of a control that is nearest to a value.
 * @param {number} value
 * @param {NumberSpec} control
 */
export function onStep(value, control) {
  const steps = Math.round((value - control.low) / control.step);
  const snapped = clamp(control.low + steps * control.step, control);
  return control.whole ? Math.round(snapped) : Number(snapped.toFixed(10));
}

/**
 * A slider and a number box.
 * @param {string} name
 * @param {NumberSpec} control
 * @param {SetValues} set
 * @param {() => Value} current  the value that was asked for last
 * @returns {Made}
 */
function makeNumber(name, control, set, current) {
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
    set({ [name]: onStep(Number(current()) + way * control.step, control) });
  });
  box.addEventListener("change", () => {
    const value = Number(box.value);
    if (box.value.trim() !== "" && Number.isFinite(value)) set({ [name]: onStep(value, control) });
  });
  const label = make("label", { htmlFor: id }, control.label + unit);
  return [
    [label, slider, box],
    (value) => {
      slider.value = value;
      if (document.activeElement !== box || Number(box.value) !== value) box.value = value;
    },
  ];
}

/**
 * A menu.
 * @param {string} name
 * @param {ChoiceSpec} control
 * @param {SetValues} set
 * @returns {Made}
 */
function makeChoice(name, control, set) {
  const id = `course-control-${++made}`;
  const select = make("select", { id }, ...control.options.map((option) => make("option", { value: option }, option)));
  select.addEventListener("change", () => set({ [name]: select.value }));
  return [
    [make("label", { htmlFor: id }, control.label), select],
    (value) => {
      select.value = value;
    },
  ];
}

/**
 * A box to tick.
 * @param {string} name
 * @param {SwitchSpec} control
 * @param {SetValues} set
 * @returns {Made}
 */
function makeSwitch(name, control, set) {
  const id = `course-control-${++made}`;
  const box = make("input", { type: "checkbox", id });
  box.addEventListener("change", () => set({ [name]: box.checked }));
  return [
    [make("label", { htmlFor: id }, control.label), box],
    (value) => {
      box.checked = value;
    },
  ];
}

/**
 * A table of number boxes.
 * @param {string} name
 * @param {GridSpec} control
 * @param {SetValues} set
 * @returns {Made}
 */
function makeGrid(name, control, set) {
  const range = { min: control.low, max: control.high, step: control.step };
  const cells = control.default.map((row, i) =>
    row.map((_, j) => {
      const label = `${control.label}, row ${i + 1}, column ${j + 1}`;
      return make("input", { type: "number", ...range, "aria-label": label });
    }),
  );
  /** @param {string} text */
  const number = (text) => (text.trim() === "" ? NaN : clamp(Number(text), control));
  const read = () => {
    const table = cells.map((row) => row.map((cell) => number(cell.value)));
    if (table.flat().every(Number.isFinite)) set({ [name]: table });
  };
  cells.flat().forEach((cell) => cell.addEventListener("change", read));
  const rows = cells.map((row) => make("div", { className: "row" }, ...row));
  const table = make("div", { className: "table", role: "group", "aria-label": control.label }, ...rows);
  return [
    [make("span", { className: "label" }, control.label), table],
    (value) => {
      cells.forEach((row, i) =>
        row.forEach((cell, j) => {
          cell.value = value[i][j];
        }),
      );
    },
  ];
}

/** @type {Record<ControlSpec["kind"], (name: string, control: any, set: SetValues, current: () => Value) => Made>} */
const makers = { number: makeNumber, choice: makeChoice, switch: makeSwitch, grid: makeGrid };

/**
 * Make the elements of one control.
 * @param {string} name
 * @param {ControlSpec} control
 * @param {SetValues} set  called with what was made of it
 * @param {() => Value} current  returns the value that was asked for last
 */
export function makeControl(name, control, set, current) {
  return makers[control.kind](name, control, set, current);
}
