// The session of one explorer with its kernel: which setting is asked for when, and what an answer changes.

import { applyChange, makeScene, unpack } from "./scene.js";

/** @import { Bytes, Change, FullState, PackedChange, Scene, SettingRequest, Spec, Values } from "./scene.js" */

/**
 * What a session needs of a widget's model; `player.js` has one without a kernel.
 * @typedef {object} Model
 * @property {((name: "spec") => Spec) & ((name: "scene") => FullState)} get
 * @property {(event: "msg:custom", listen: Listener) => void} on
 * @property {(request: SettingRequest) => void} send
 * @property {{ kernel?: { statusChanged?: { connect(listen: (kernel: object, status: string) => void): void } } }} [widget_manager]
 */

/** @typedef {(content: Change | PackedChange, buffers: Bytes[]) => void} Listener */

/**
 * What shows a session.
 * @typedef {object} SessionView
 * @property {(settled: boolean) => void} show  settled: no newer setting waits, so the controls may show this one
 * @property {(values: Values) => void} showValues
 * @property {(text: string, lost: boolean) => void} showStatus
 */

export const PATIENCE = 8000; // milliseconds without an answer after which the reader is told
export const SILENT =
  "The kernel does not answer. If a cell is running, wait for it; if the kernel has died, run the notebook again from its top.";
export const GONE = "The kernel has restarted and knows this explorer no longer. Run the notebook again from its top.";
export const REST = 300; // milliseconds without a move after which a picture that lost something on its way comes in full
const FAR = 100; // milliseconds that a picture may be on its way; if the line is slower, the kernel compresses
const ENDS = ["restarting", "autorestarting", "terminating", "dead"]; // of a kernel, in JupyterLab's words

/**
 * One picture is under way at most; a newer setting replaces one that waits; the last one is always sent. While a control
 * is held, a slow explorer may answer with a coarse picture; the fine one is asked for when it is let go. Over a slow
 * line photographs lose something, and come in full after a pause.
 */
export class Session {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.spec = model.get("spec");
    /** @type {Scene} */
    this.scene = makeScene(model.get("scene"), this.spec.size);
    this.sentence = this.spec.question;
    /** @type {Set<SessionView>} */
    this.views = new Set();
    this.serial = 0;
    /** @type {number | null} the serial of the request that waits for its answer */
    this.underWay = null;
    /** @type {{ values: Values, sentence: string, fine: boolean } | null} */
    this.waiting = null;
    /** @type {Values | null} */
    this.wanted = null;
    this.showTimer = null;
    this.restTimer = null;
    this.held = false;
    this.gone = false;
    this.late = 0; // answers in a row that were long on their way
    /** @type {Promise<void> | null} */
    this.unpacking = null;
    this.frames = 0;
    model.on("msg:custom", (content, buffers) => this.onMessage(content, buffers));
    model.widget_manager?.kernel?.statusChanged?.connect((_, status) => {
      if (ENDS.includes(status)) this.fail(GONE);
    });
  }

  /**
   * Ask for a setting.
   * @param {Values} values  of those controls that change
   * @param {string} [sentence]  shown with the picture that it speaks of
   * @param {boolean} [fine]  whether what lost something on its way is to come in full
   */
  set(values, sentence = this.spec.question, fine = false) {
    clearTimeout(this.restTimer);
    this.wanted = { ...this.settings(), ...values };
    this.showValuesLater();
    this.waiting = { values: this.wanted, sentence, fine };
    if (this.underWay === null && !this.gone) this.send();
  }

  /** Return the setting that was asked for last, whether its picture is there or not. */
  settings() {
    return this.wanted ?? this.scene.values;
  }

  /**
   * Chrome holds back the kernel's answer until the next frame if the page changes while a key press is handled. So the
   * controls follow in a task of their own: they are on the screen with the same frame, and the picture comes sooner.
   */
  showValuesLater() {
    this.showTimer ??= setTimeout(() => {
      this.showTimer = null;
      for (const view of this.views) view.showValues(this.settings());
    });
  }

  /** A control is held from now on until the pointer goes up. */
  startDrag() {
    this.held = true;
    clearTimeout(this.restTimer);
    const letGo = () => {
      for (const end of ["pointerup", "pointercancel"]) removeEventListener(end, letGo, true);
      this.held = false;
      this.requestFine(0);
    };
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, letGo, true);
  }

  /**
   * Ask for what a coarse or lossy picture lacks. In full it may take long over a slow line, and hold up the next move:
   * so it waits for a pause.
   * @param {number} [rest]  milliseconds
   */
  requestFine(rest = REST) {
    clearTimeout(this.restTimer);
    if (this.held || this.underWay !== null) return;
    if (this.scene.coarse) this.set({}, this.sentence);
    else if (this.scene.lossy) this.restTimer = setTimeout(() => this.set({}, this.sentence, true), rest);
  }

  send() {
    this.underWay = ++this.serial;
    const { values, sentence, fine } = this.waiting;
    this.sentenceUnderWay = sentence;
    this.fineUnderWay = fine;
    this.waiting = null;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fail(SILENT), PATIENCE);
    try {
      this.sent = performance.now();
      this.model.send({ set: values, serial: this.underWay, held: this.held, far: this.late > 2, fine });
    } catch {
      this.fail(GONE);
    }
  }

  /** @param {string} why  SILENT or GONE */
  fail(why) {
    clearTimeout(this.timer);
    this.gone = why === GONE;
    this.underWay = null; // the next move tries again, if there is somebody to ask
    this.scene.status = why;
    for (const view of this.views) view.showStatus(why, true);
  }

  /**
   * Unpacking takes a moment; what comes meanwhile waits, so that pictures keep their order.
   * @type {Listener}
   */
  onMessage(content, buffers) {
    if (content.took !== undefined && this.late < 3) {
      this.late = performance.now() - this.sent - content.took > FAR ? this.late + 1 : 0;
    }
    if (!("sizes" in content) && !this.unpacking) {
      this.receive(content, buffers);
      return;
    }
    const before = Promise.resolve(this.unpacking).catch(() => {}); // one that was broken must not break the next
    const unpacking = before
      .then(() => ("sizes" in content ? unpack(content, buffers) : /** @type {const} */ ([content, buffers])))
      .then(([change, parts]) => {
        if (this.unpacking === unpacking) this.unpacking = null;
        this.receive(change, parts);
      });
    this.unpacking = unpacking;
  }

  /**
   * @param {Change} content
   * @param {Bytes[]} buffers
   */
  receive(content, buffers) {
    applyChange(this.scene, content, buffers);
    this.gone = false;
    // Else the kernel moved by itself (it names no request), or answers one that was given up.
    const answered = this.underWay !== null && content.serial === this.underWay;
    this.frames += answered && this.fineUnderWay ? 0 : 1; // the same picture in full is no new one
    this.sentence = answered ? this.sentenceUnderWay : this.spec.question;
    if (answered) {
      clearTimeout(this.timer);
      this.underWay = null;
    }
    const more = this.waiting !== null;
    if (!more) this.wanted = null;
    for (const view of this.views) view.show(!more);
    if (more && this.underWay === null) this.send();
    else this.requestFine();
  }
}
