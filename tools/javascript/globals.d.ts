// What our scripts leave in a page for each other, and what other scripts bring.

/** Called by a film's script: see course_lib/kit/film/player.js. */
declare var courseFilm: (name: string, base64: string) => void;

/** Switches lecture mode off: see course_lib/kit/lab/lecture.js. */
declare var courseLectureOff: (() => void) | null;

/** The deck that is shown, for its tests: see tools/publish/slides/deck.js. */
declare var deck: object;

/** reveal.js and its speaker's view. */
declare var Reveal: new (options: object) => {
  initialize(): Promise<void>;
  on(event: string, listen: (event: Event & { fragment: HTMLElement }) => void): void;
};
declare var RevealNotes: object;
