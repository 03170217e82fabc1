// From a click on a link to the frame that shows the first row.
const [link, row, done] = arguments;
const begin = performance.now();
const look = () => {
  if (!document.querySelector(row)) return requestAnimationFrame(look);
  requestAnimationFrame(() => done(performance.now() - begin));
};
document.querySelector(link).click();
requestAnimationFrame(look);
