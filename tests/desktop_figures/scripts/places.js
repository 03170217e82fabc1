// The address of every screen that an administrator may open. What is one of many is the first of its list.
const [done] = arguments;
const within = (...parts) => ["#/administration", "ada", ...parts].join("/");
const lists = [within("apps"), within("people"), within("organisations"), within("api-keys")];
const places = ["#/", "#/accounts/ada", "#/accounts/ada/happened", "#/accounts/ada/connected", "#/accounts/michael/products", ...lists];
places.push(within("apps/new"), within("apps/plan"), within("people/invite"), within("api-keys/new"), within("audit"), within("signing-keys"));
const next = (list) => {
  if (list === lists.length) return done(places);
  location.hash = lists[list];
  setTimeout(() => {
    const one = document.querySelector(`main a[href^='${lists[list]}/one/']`);
    if (one) places.push(one.getAttribute("href"));
    next(list + 1);
  }, 700);
};
next(0);
