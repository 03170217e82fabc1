// Scrolls for so many frames, back from either end, and counts the frames that took more than 50 ms.
const [frames, done] = arguments;
const list = document.querySelector("[role=grid]");
let [step, count, long, last] = [400, 0, 0, performance.now()];
const frame = (now) => {
  if (count > 0 && now - last > 50) long++;
  last = now;
  if (count++ === frames) return done(long);
  const before = list.scrollTop;
  list.scrollTop += step;
  if (list.scrollTop === before) step = -step;
  requestAnimationFrame(frame);
};
requestAnimationFrame(frame);
