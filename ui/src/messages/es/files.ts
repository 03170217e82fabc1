import type { Words } from "../en";

/** Archivos que se guardan y se abren, y páginas que se abren en el navegador. */
export const filesTexts: Words<typeof import("../en/files").filesTexts> = {
  files: {
    saveAs: "Guardar como archivo…",
    saved: "Guardado como {{name}}.",
  },
  out: {
    opens: "se abre en tu navegador",
    open: "Abrir {{name}} en tu navegador",
  },
};
