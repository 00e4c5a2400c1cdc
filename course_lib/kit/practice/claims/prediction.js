// The live form of a prediction. The kernel judges: this file only asks, and shows `result` once it is there.

/**
 * What the widget holds (widget.py); `result` is empty until the kernel has judged.
 * @typedef {object} State
 * @property {string} statement  HTML
 * @property {string} reason  why it is asked again, HTML; "" for a first bet
 * @property {Record<string, string>} answers  value: text
 * @property {string} bet  a value of `answers`, or ""
 * @property {boolean} earlier  whether the bet was made in an earlier session
 * @property {Result} result
 */

/**
 * The verdict on a bet, texts as HTML.
 * @typedef {object} Result
 * @property {string} [verdict]
 * @property {string} [comment]
 * @property {string} [truth]
 * @property {string} [where]
 * @property {boolean} [right]
 * @property {string} [next]  when it comes back
 * @property {string} [trouble]  why the bet could not be kept
 */

/**
 * @typedef {object} Model
 * @property {<Name extends keyof State>(name: Name) => State[Name]} get
 * @property {<Name extends keyof State>(name: Name, value: State[Name]) => void} set
 * @property {() => void} save_changes
 * @property {(event: string, listen: () => void) => void} on
 * @property {(event: string, listen: () => void) => void} off
 */

let count = 0;

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {string} [html]
 */
function element(tag, className, html) {
  const made = document.createElement(tag);
  made.className = className;
  if (html !== undefined) made.innerHTML = html; // comes escaped from Python
  return made;
}

/**
 * @param {string} className
 * @param {string} text
 * @param {() => void} onClick
 */
function button(className, text, onClick) {
  const made = element("button", className);
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", onClick);
  return made;
}

/**
 * @param {Result} result
 * @param {boolean} earlier
 * @param {string} mine  the text of the bet
 */
function say(result, earlier, mine) {
  const parts = [
    element("p", "predict-verdict", `<strong>${result.verdict}.</strong> ${result.comment}`),
    element("p", "predict-truth", result.truth),
    element("p", "predict-where", `Where to see it: <code>${result.where}</code>`),
  ];
  if (earlier) parts.unshift(element("p", "predict-earlier", `Your earlier bet: ${mine.toLowerCase()}.`));
  if (result.next) parts.push(element("p", "predict-next", result.next));
  if (result.trouble) parts.push(element("p", "predict-trouble", result.trouble));
  return parts;
}

/** @param {{ model: Model, el: HTMLElement }} widget */
function render({ model, el }) {
  const id = `predict-claim-${(count += 1)}`;
  const root = element("div", "predict");
  root.setAttribute("role", "group");
  root.setAttribute("aria-labelledby", id);

  const claim = element("p", "predict-claim");
  claim.id = id;
  const reason = element("p", "predict-reason", model.get("reason")); // empty for a first bet
  claim.innerHTML = `<strong>${reason.innerHTML ? "Once more" : "Predict"}.</strong> The notes say: “${model.get("statement")}”`;
  if (reason.innerHTML) {
    reason.id = `${id}-reason`;
    root.setAttribute("aria-describedby", reason.id);
  }

  const choices = element("div", "predict-choices");
  const buttons = Object.entries(model.get("answers")).map(([value, text]) => {
    const choice = button("predict-choice", text, () => {
      if (choice.getAttribute("aria-disabled") === "true") return;
      model.set("bet", value);
      model.save_changes();
    });
    choice.dataset.value = value;
    choices.append(choice);
    return choice;
  });

  const live = element("div", "predict-result"); // there from the start, so that a screen reader hears it fill
  live.setAttribute("role", "status");
  live.setAttribute("aria-live", "polite");

  const again = button("predict-again", "Bet again", () => {
    model.set("bet", "");
    model.set("result", {});
    model.save_changes();
    buttons[0].focus();
  });

  function update() {
    const bet = model.get("bet");
    const result = model.get("result");
    const known = Boolean(result.verdict);
    for (const choice of buttons) {
      choice.setAttribute("aria-pressed", String(choice.dataset.value === bet));
      choice.setAttribute("aria-disabled", String(bet !== "")); // not `disabled`: that would lose the focus
    }
    live.replaceChildren(...(known && bet ? say(result, model.get("earlier"), model.get("answers")[bet]) : []));
    live.dataset.state = known && bet ? (result.right ? "right" : "other") : "open";
    again.hidden = bet === "";
  }

  root.append(claim, ...(reason.innerHTML ? [reason] : []), choices, live, again);
  el.append(root);
  model.on("change:bet", update);
  model.on("change:result", update);
  update();
  return () => {
    model.off("change:bet", update);
    model.off("change:result", update);
  };
}

export default { render };
