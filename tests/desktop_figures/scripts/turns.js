// Opens a screen and closes it again by going to the settings, so many times.
const [place, times, done] = arguments;
const heading = () => document.querySelector("main h1");
const go = (hash, then) => {
  const before = heading();
  location.hash = hash;
  const look = () => (heading() && heading() !== before ? setTimeout(then) : setTimeout(look, 1));
  look();
};
const turn = (left) => (left === 0 ? setTimeout(done, 500) : go(place, () => go("#/settings", () => turn(left - 1))));
location.hash === "#/settings" ? turn(times) : go("#/settings", () => turn(times));
