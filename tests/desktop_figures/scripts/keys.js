// From each letter of a word to the frame that shows what was found by then.
const [word, done] = arguments;
const field = document.querySelector("#apps-search");
const took = [];
const type = (letters) => {
  if (letters > word.length) return done(took);
  const begin = performance.now();
  field.value = word.slice(0, letters);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const look = () => {
    if (document.querySelector("[data-found]").dataset.found !== field.value) return requestAnimationFrame(look);
    requestAnimationFrame(() => {
      took.push(performance.now() - begin);
      setTimeout(() => type(letters + 1), 250);
    });
  };
  requestAnimationFrame(look);
};
type(1);
