// The live view of an explorer: presets, controls, the stage that draws what the kernel recorded, the finding, the code.
// It is what the widget loads; the modules beside it are joined with it where a page has no folder (`__init__.py`).

import { make, makeControl } from "./controls.js";
import { paintScene } from "./paint.js";
import { Place } from "./places.js";
import { GONE, SILENT, Session } from "./session.js";

/** @import { Model } from "./session.js" */
/** @import { Value, Values } from "./scene.js" */

class ExplorerView {
  /**
   * @param {Session} session
   * @param {HTMLElement} root  an empty element
   */
  constructor(session, root) {
    this.session = session;
    this.root = root;
    root.classList.add("course-explorer");
    Object.assign(root, { session }); // for who has to know whether a picture is under way
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", session.spec.title);
    root.setAttribute("data-lm-suppress-shortcuts", "true"); // arrow keys are ours, not the notebook's
    root.addEventListener("keydown", (event) => event.stopPropagation());
    root.addEventListener("pointerdown", ({ target }) => {
      if (target instanceof HTMLInputElement && target.type === "range") session.startDrag();
    });

    this.sentence = make("p", { className: "sentence" });
    this.finding = make("p", { className: "finding", "aria-live": "polite" });
    this.status = make("p", { className: "status", role: "alert" });
    this.code = make("pre", { tabIndex: 0 });
    root.append(this.makePresets(), this.sentence, this.makeControls(), this.makeStage());
    root.append(this.finding, this.status, this.makeDetails());

    this.show(true);
    session.views.add(this);
    this.observer = new ResizeObserver(() => this.paint());
    this.observer.observe(this.stage);
  }

  makePresets() {
    const { session } = this;
    const { spec } = session;
    const presets = spec.presets.map((preset) => {
      const button = make("button", { type: "button", title: preset.sentence }, preset.label);
      button.addEventListener("click", () => session.set({ ...spec.defaults, ...preset.values }, preset.sentence));
      return button;
    });
    const title = "Back to where this explorer started";
    const reset = make("button", { type: "button", className: "reset", title }, "Reset");
    reset.addEventListener("click", () => session.set(spec.start));
    return make("div", { className: "presets", role: "group", "aria-label": "presets" }, ...presets, reset);
  }

  makeControls() {
    const { session } = this;
    /** @type {Record<string, (value: Value) => void>} */
    this.showControl = {};
    const controls = Object.entries(session.spec.controls).map(([name, control]) => {
      const current = () => session.settings()[name];
      const [elements, show] = makeControl(name, control, (values) => session.set(values), current);
      this.showControl[name] = show;
      return make("div", { className: `control ${control.kind}` }, ...elements);
    });
    return make("div", { className: "controls" }, ...controls);
  }

  makeStage() {
    const { scene, spec } = this.session;
    this.canvas = make("canvas", { role: "img" });
    this.places = (scene.handles ?? []).map((handle) => new Place(handle, this.session));
    this.stage = make("div", { className: "stage" }, this.canvas, ...this.places.map((place) => place.element));
    this.stage.style.maxWidth = `${spec.size[0]}px`;
    this.stage.style.aspectRatio = `${spec.size[0]} / ${spec.size[1]}`;
    this.listenToPointer();
    return this.stage;
  }

  makeDetails() {
    const copy = make("button", { type: "button" }, "Copy");
    copy.addEventListener("click", () => this.copy(copy));
    return make("details", {}, make("summary", {}, "The code that makes these numbers"), this.code, copy);
  }

  listenToPointer() {
    /** @type {Place | null} */
    let held = null;
    /** @param {PointerEvent} event */
    const where = (event) => {
      const box = this.canvas.getBoundingClientRect();
      const scale = this.session.spec.size[0] / box.width;
      return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
    };
    /** @param {PointerEvent} event */
    const under = (event) => this.places.find((place) => place.takes(where(event), this.session.scene.values));
    this.stage.addEventListener("pointerdown", (event) => {
      held = under(event) ?? null;
      if (!held) return;
      event.preventDefault();
      this.stage.setPointerCapture(event.pointerId);
      this.session.startDrag();
      held.element.focus({ preventScroll: true });
      held.moveTo(where(event));
    });
    this.stage.addEventListener("pointermove", (event) => {
      if (held) held.moveTo(where(event));
      else this.stage.style.cursor = under(event) ? "pointer" : "";
    });
    const letGo = () => {
      held = null;
    };
    this.stage.addEventListener("pointerup", letGo);
    this.stage.addEventListener("pointercancel", letGo);
  }

  /** @param {HTMLButtonElement} button */
  async copy(button) {
    try {
      await navigator.clipboard.writeText(this.code.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(this.code); // no permission: select it, so that the copy key works
      button.textContent = "Selected: press Ctrl+C";
    }
    setTimeout(() => {
      button.textContent = "Copy";
    }, 2000);
  }

  /** @param {Values} values */
  showValues(values) {
    for (const [name, show] of Object.entries(this.showControl)) show(values[name]);
  }

  /**
   * @param {string} text
   * @param {boolean} lost  whether there is no kernel
   */
  showStatus(text, lost = false) {
    this.status.textContent = text;
    this.root.classList.toggle("lost", lost);
  }

  /** @param {boolean} settled  whether no newer setting waits, so that the controls may show this one */
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
    this.root.dataset.frame = String(this.session.frames);
    this.root.toggleAttribute("data-lossy", Boolean(scene.lossy));
  }

  paint() {
    const width = this.stage.clientWidth || this.session.spec.size[0];
    const density = (width / this.session.spec.size[0]) * (globalThis.devicePixelRatio || 1);
    paintScene(this.canvas, this.session.scene, density);
  }

  remove() {
    this.observer.disconnect();
    this.session.views.delete(this);
  }
}

/**
 * anywidget hands out a new stand-in for the model with every call; the spec behind it is always the same object.
 * @type {WeakMap<object, Session>}
 */
const sessions = new WeakMap();

/** @param {Model} model */
function sessionOf(model) {
  const spec = model.get("spec");
  if (!sessions.has(spec)) sessions.set(spec, new Session(model));
  return sessions.get(spec);
}

/** The view as a widget's module: a session for the model, and any number of views of it. */
const view = {
  /** @param {{ model: Model }} widget */
  initialize({ model }) {
    sessionOf(model);
  },
  /** @param {{ model: Model, el: HTMLElement }} widget */
  render({ model, el }) {
    const shown = new ExplorerView(sessionOf(model), el.appendChild(make("div")));
    return () => shown.remove();
  },
};

export default view;
