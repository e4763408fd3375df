/* Under the map: the periods it can be moved through, by dragging, by keys, or by itself.
 *
 * What stands beside the map stays at the period of the filter, so the bar says so wherever another is
 * drawn, and leads there or back. The label tells what is drawn, never what is still on its way. */
window.guatuTimeBar = (() => {
  "use strict";
  const PACE = 900; // milliseconds from one period to the next
  let box, play, slider, label, note, compare, leave, back;
  let spec = { times: [] };
  let work; // {wake, turn, compare, leave}: what the map does when the bar is used
  let drawn; // the key of the period that is drawn
  let isPlaying = false;
  let round = 0; // of playing

  /* Put the bar in place for a map, at the period of its filter; none where there is nothing to move
   * through. Returns whether the room for the map has changed. */
  function show(map, config, actions) {
    const had = Boolean(box);
    stop();
    spec = config;
    work = actions;
    if (spec.times.length < 2) {
      box?.remove();
      box = null;
    } else {
      box ||= build(map.getContainer());
      slider.max = spec.times.length - 1;
      slider.setAttribute("aria-label", spec.texts.time);
      compare.textContent = spec.texts.compare;
      leave.textContent = spec.texts.leave;
      back.textContent = spec.texts.back.replace("{period}", nameOf(spec.period));
      tell(spec.period, "");
    }
    document.body.classList.toggle("guatu-timed", Boolean(box));
    return had !== Boolean(box);
  }

  function build(container) {
    const made = L.DomUtil.create("div", "guatu-time");
    container.after(made);
    const line = L.DomUtil.create("div", "guatu-time-line", made);
    play = button(line, () => (isPlaying ? stop() : start()));
    slider = L.DomUtil.create("input", "", line);
    Object.assign(slider, { type: "range", min: 0, step: 1 });
    const words = L.DomUtil.create("div", "guatu-time-line", made);
    label = L.DomUtil.create("strong", "", words);
    note = L.DomUtil.create("span", "", words);
    note.setAttribute("role", "status");
    compare = button(words, () => work.compare());
    compare.className = "guatu-compare";
    leave = button(words, () => work.leave(drawn));
    back = button(words, () => goTo(spec.period));
    slider.addEventListener("input", () => {
      stop();
      goTo(spec.times[slider.value].key);
    });
    slider.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      if (isPlaying) stop();
      else start();
    });
    for (const kind of ["pointerenter", "focusin", "touchstart"]) {
      made.addEventListener(kind, () => work.wake(), { passive: true });
    }
    return made;
  }

  function button(parent, action) {
    const made = L.DomUtil.create("button", "", parent);
    made.type = "button";
    made.addEventListener("click", action);
    return made;
  }

  const nameOf = (key) => spec.times.find((one) => one.key === key)?.name ?? key;
  const placeOf = (key) => spec.times.findIndex((one) => one.key === key);

  function goTo(key) {
    slider.value = placeOf(key);
    slider.setAttribute("aria-valuetext", nameOf(key));
    if (key !== drawn) note.textContent = spec.texts.coming;
    return work.turn(key);
  }

  /* What is drawn now, and why nothing can be told of it, if so. */
  function tell(key, untold) {
    if (!box) return;
    drawn = key;
    const isAway = key !== spec.period;
    slider.value = placeOf(key);
    slider.setAttribute("aria-valuetext", nameOf(key));
    box.dataset.period = key;
    box.classList.toggle("guatu-away", isAway);
    label.textContent = nameOf(key);
    const stays = isAway ? spec.texts.stays.replace("{period}", nameOf(spec.period)) : "";
    note.textContent = [untold, stays].filter(Boolean).join(" · ");
    compare.hidden = leave.hidden = back.hidden = !isAway;
    control();
  }

  // ---- by itself ---------------------------------------------------------------------------

  const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  function control() {
    play.hidden = isStill(); // whoever wants no motion still has the slider
    play.textContent = isPlaying ? "❚❚" : "▶";
    play.title = isPlaying ? spec.texts.pause : spec.texts.play;
    play.setAttribute("aria-label", play.title);
  }

  async function start() {
    if (isStill()) return;
    const mine = ++round;
    isPlaying = true;
    control();
    work.wake();
    let at = placeOf(drawn);
    if (at === spec.times.length - 1) at = -1; // from the beginning
    while (mine === round && ++at < spec.times.length) {
      await goTo(spec.times[at].key);
      await new Promise((done) => setTimeout(done, PACE));
    }
    if (mine === round) stop();
  }

  function stop() {
    round += 1;
    isPlaying = false;
    if (box) control();
  }

  return { show, tell, stop, nameOf };
})();
