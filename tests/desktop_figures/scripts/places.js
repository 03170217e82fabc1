// The address of every screen that an administrator may open. What is one of many is the first of its list; a sign-in on its
// way is one that is started here and waits.
const [done] = arguments;
const within = (...parts) => ["#/administration", "ada", ...parts].join("/");
const lists = [within("apps"), within("people"), within("organisations"), within("api-keys")];
const signIn = "#/sign-in/Harbour%20accounts";
const places = ["#/", "#/add", "#/add/preset/github", "#/add/issuer/https%3A%2F%2Flogin.other.example", signIn, "#/attempts/gone", "#/not-there"];
places.push("#/accounts/ada", "#/accounts/ada/happened", "#/accounts/ada/connected", "#/accounts/michael/products", ...lists);
places.push(within("apps/new"), within("apps/plan"), within("people/invite"), within("people/of/pilots"), within("api-keys/new"));
places.push(within("audit"), within("audit/of/person%3Ap-layla"), within("signing-keys"));
const next = (list) => {
  if (list === lists.length) return begin();
  location.hash = lists[list];
  setTimeout(() => {
    const one = document.querySelector(`main a[href^='${lists[list]}/one/']`);
    if (one) places.push(one.getAttribute("href"));
    next(list + 1);
  }, 700);
};
const begin = () => {
  location.hash = signIn;
  setTimeout(() => {
    document.querySelector("main form .btn.primary")?.click();
    setTimeout(() => {
      if (location.hash.startsWith("#/attempts/")) places.push(location.hash, `${location.hash}/happened`);
      done(places);
    }, 700);
  }, 700);
};
next(0);
