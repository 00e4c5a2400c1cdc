// Put into a page before anything else: notes when keys go down, when settings change, when new pictures are on the
// screen and what the socket brings. All times are performance.now(), in milliseconds.
(() => {
  const ANSWER = 1500; // bytes; the kernel's "busy" and "idle" are smaller
  const LOOK = 30; // frames after an answer in which its picture is looked for
  const socket = { received: 0, sent: 0, answer: null }; // bytes, and when the first answer came
  const Socket = window.WebSocket;
  let lastKey = null;
  const size = (data) => data.byteLength ?? data.size ?? data.length;
  window.WebSocket = class extends Socket {
    constructor(...all) {
      super(...all);
      this.addEventListener("message", (event) => {
        socket.received += size(event.data);
        if (size(event.data) <= ANSWER) return;
        socket.answer ??= performance.now();
        window.courseWatch.look();
      });
    }

    send(data) {
      socket.sent += size(data);
      watch.pressed ??= lastKey; // of all keys, that which made the page ask
      return super.send(data);
    }
  };

  const eye = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const watch = (window.courseWatch = { socket, view: () => null, on: false });
  watch.reset = () => {
    Object.assign(watch, { pressed: null, released: null, settings: [], views: [], waiting: null, whole: null });
    Object.assign(socket, { received: 0, sent: 0, answer: null });
  };
  watch.reset();

  // The setting that the colour of the patch names, as "k,phase"; null while there is no picture.
  watch.patch = () => {
    for (const image of document.querySelectorAll(".jp-OutputArea canvas, .jp-OutputArea img")) {
      if ((image.naturalWidth ?? image.width) < 600 || image.complete === false) continue;
      eye.clearRect(0, 0, 1, 1);
      eye.drawImage(image, 16, 16, 1, 1, 0, 0, 1, 1);
      const [red, green, blue, alpha] = eye.getImageData(0, 0, 1, 1).data;
      if (alpha > 200 && Math.abs(blue - 128) < 12) return `${Math.round(red / 6)},${Math.round(green / 6)}`;
    }
    return null;
  };

  // How many pictures the explorer has shown; its number on the page may be given.
  watch.frame = (number = 0) => document.querySelectorAll(".course-explorer")[number]?.dataset.frame ?? null;

  // The value of the slider that has the focus, or of the first one.
  watch.setting = () => {
    const handle = document.querySelector(".jp-OutputArea .noUi-handle");
    if (handle) return Math.round(Number(handle.getAttribute("aria-valuenow")));
    const focused = document.activeElement?.type === "range" ? document.activeElement : null;
    const input = focused ?? document.querySelector(".jp-OutputArea input[type=range]");
    return input ? Number(input.value) : null;
  };

  // A page that asked for every frame would not be the page of a reader: a key press is handled otherwise while a frame
  // is due. So look only after something new has come.
  let left = 0;
  watch.look = () => {
    if (left === 0) requestAnimationFrame(frame);
    left = LOOK;
  };

  // For a page without a kernel: it draws while the key press is handled.
  watch.drawn = () => {
    watch.pressed ??= lastKey;
    watch.look();
  };

  const frame = () => {
    left -= 1;
    look();
    if (left > 0) requestAnimationFrame(frame);
  };

  const look = () => {
    if (!watch.on) return;
    // When the last of a picture came that had lost something on its way.
    const lossy = document.querySelector(".course-explorer[data-lossy]") !== null;
    if (watch.lossy && !lossy) watch.whole = performance.now();
    watch.lossy = lossy;
    const view = watch.view();
    if (view === null || view === watch.last) return;
    watch.last = view;
    left = 0;
    // The first task after the frame: now it is on the screen.
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      watch.views.push({ at: performance.now(), view });
      watch.waiting?.();
    };
    channel.port2.postMessage(0);
  };

  const noteSetting = () => {
    watch.settings.push({ at: performance.now(), value: watch.setting() });
  };
  const noteKey = (event) => {
    lastKey = event.timeStamp;
  };
  addEventListener("keydown", noteKey, true);
  addEventListener("keyup", noteKey, true); // a checkbox follows the key's release
  addEventListener(
    "pointerup",
    (event) => {
      watch.released = event.timeStamp;
    },
    true,
  );
  addEventListener("input", noteSetting, true);

  // Start to watch by one of the two ways of looking above.
  watch.start = (how, ...more) => {
    watch.reset();
    watch.last = null;
    watch.view = () => watch[how](...more);
    watch.on = true;
    watch.look();
    const handle = document.querySelector(".jp-OutputArea .noUi-handle"); // it tells of no input event
    if (handle) new MutationObserver(noteSetting).observe(handle, { attributeFilter: ["aria-valuenow"] });
  };

  // Wait until `done(view)` is true of the last picture; return it, or null after some milliseconds.
  watch.until = (done, patience) =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        watch.waiting = null;
        resolve(null);
      }, patience);
      const check = () => {
        const last = watch.views.at(-1);
        if (!last || !done(last.view)) return;
        clearTimeout(timer);
        watch.waiting = null;
        resolve(last);
      };
      watch.waiting = check;
      check();
    });
})();
